#!/bin/sh
# Makes the files of this directory anew: keys and certificates for tests, worth nothing elsewhere.
# Made with OpenSSL 3.0.19 and ssh-keygen 9.2.
set -eu
cd "$(dirname "$0")"

certificate() { # key, name
  openssl req -new -x509 -key "$1" -subj "/CN=$2" -days 36500 -sha256 -out "$2.crt"
}

openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa-pkcs8.pem
openssl rsa -in rsa-pkcs8.pem -traditional -out rsa-pkcs1.pem
openssl pkey -in rsa-pkcs8.pem -aes256 -passout pass:secret -out rsa-pkcs8-encrypted.pem
openssl rsa -in rsa-pkcs8.pem -traditional -aes256 -passout pass:secret -out rsa-pkcs1-encrypted.pem
openssl pkey -in rsa-pkcs8.pem -outform der -out rsa-key.der
openssl pkey -in rsa-pkcs8.pem -pubout -out rsa-public.pem
certificate rsa-pkcs8.pem rsa
openssl x509 -in rsa.crt -outform der -out rsa-certificate.der
openssl x509 -in rsa.crt -trustout -out rsa-trusted.pem
openssl x509 -in rsa.crt -text -out rsa-with-text.crt
openssl pkcs12 -export -inkey rsa-pkcs8.pem -in rsa.crt -passout pass:secret -out rsa.p12
openssl crl2pkcs7 -nocrl -certfile rsa.crt -out rsa.p7b
cat rsa-pkcs1.pem rsa.crt > rsa-key-and-certificate.pem
cp rsa-pkcs8.pem openssh.pem
chmod 600 openssh.pem
ssh-keygen -q -p -N '' -f openssh.pem

openssl ecparam -name prime256v1 -genkey -out ec-sec1-with-parameters.pem
openssl ec -in ec-sec1-with-parameters.pem -out ec-sec1.pem
openssl pkcs8 -topk8 -nocrypt -in ec-sec1.pem -out ec-pkcs8.pem
openssl ec -in ec-sec1.pem -param_enc explicit -out ec-sec1-explicit-curve.pem
certificate ec-sec1.pem ec

openssl ecparam -name secp256k1 -genkey -noout -out ec-secp256k1.pem
certificate ec-secp256k1.pem ec-secp256k1

openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out rsa-pss.pem
certificate rsa-pss.pem rsa-pss

openssl genpkey -algorithm ED25519 -out ed25519.pem
certificate ed25519.pem ed25519

openssl genpkey -algorithm X25519 -out x25519.pem
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out another.pem
certificate another.pem another
