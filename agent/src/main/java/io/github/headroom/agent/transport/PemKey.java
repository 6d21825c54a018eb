package io.github.headroom.agent.transport;

import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.transport.PemFile.Block;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the private key of a PEM file: PKCS #8 (RFC 5208), and the older forms of openssl, PKCS #1
 * (RFC 8017) and SEC 1 (RFC 5915). The JDK does not read the older ones, so they are converted to
 * PKCS #8.
 */
final class PemKey {

  private static final int INTEGER = 0x02;
  private static final int OCTETS = 0x04;
  private static final int OID = 0x06;
  private static final int SEQUENCE = 0x30;
  private static final int PARAMETERS = 0xa0;

  /** Version 0 of PKCS #8. */
  private static final byte[] VERSION = {INTEGER, 1, 0};

  /** 1.2.840.113549.1.1.1, rsaEncryption. */
  private static final byte[] RSA = {
    OID, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0xd, 1, 1, 1
  };

  /** 1.2.840.113549.1.1.10, id-RSASSA-PSS. */
  private static final byte[] RSA_PSS = {
    OID, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0xd, 1, 1, 10
  };

  /** 1.2.840.10045.2.1, id-ecPublicKey. */
  private static final byte[] EC = {OID, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

  /** 1.3.101.112 and 113. */
  private static final byte[] ED25519 = {OID, 3, 0x2b, 0x65, 0x70};

  private static final byte[] ED448 = {OID, 3, 0x2b, 0x65, 0x71};

  private static final byte[] NULL = {5, 0};

  private PemKey() {}

  /**
   * Returns the first key of the file.
   *
   * @throws IOException if there is no key that this JVM can use. The message has what was found,
   *     and how openssl converts it
   */
  static PrivateKey of(PemFile file, List<Block> blocks) throws IOException {
    Block block = PemFile.first(blocks, "PRIVATE KEY");
    if (block == null) {
      throw file.wrong("expected a private key, found " + PemFile.labels(blocks));
    }
    if (block.encrypted || block.label.startsWith("ENCRYPTED")) {
      throw file.wrong(
          "expected a private key without a passphrase, found one that is encrypted; openssl pkey -in "
              + (file.shown() + " -out NEW.pem"));
    }
    byte[] pkcs8;
    if (block.label.equals("PRIVATE KEY")) {
      pkcs8 = block.bytes;
    } else if (block.label.equals("RSA PRIVATE KEY")) {
      pkcs8 = pkcs8(RSA, NULL, block.bytes);
    } else if (block.label.equals("EC PRIVATE KEY")) {
      pkcs8 = pkcs8(EC, curve(file, blocks, block.bytes), block.bytes);
    } else if (block.label.equals("OPENSSH PRIVATE KEY")) {
      throw file.wrong(
          "expected a private key of PKCS #8, found one of OpenSSH; ssh-keygen -p -N '' -m pkcs8 -f "
              + ("a copy of " + file.shown()));
    } else {
      throw file.wrong(
          ("expected a private key of PKCS #8, found " + Printable.piece(block.label))
              + ("; openssl pkey -in " + file.shown() + " -out NEW.pem"));
    }
    return key(file, pkcs8);
  }

  private static PrivateKey key(PemFile file, byte[] pkcs8) throws IOException {
    byte[] oid = oid(pkcs8);
    String algorithm = oid == null ? null : algorithm(oid);
    if (algorithm == null) {
      throw file.wrong(
          "expected a private key of RSA, EC, Ed25519 or Ed448, found another or a damaged one;"
              + (" openssl pkey -in " + file.shown() + " -noout -text shows it"));
    }
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (NoSuchAlgorithmException e) {
      throw file.wrong(
          ("expected a private key that this Java knows, found " + algorithm)
              + (algorithm.equals("EC")
                  ? ": the module jdk.crypto.ec is missing from this runtime image"
                  : ", which newer ones know (Ed25519 and Ed448 from 15 on); openssl genpkey"
                      + " -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out NEW.pem makes a key"
                      + " for a new certificate"));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw file.wrong(
          ("expected a private key of " + algorithm + ", found one that cannot be read (")
              + (Printable.thrown(e)
                  + "); openssl pkey -in "
                  + file.shown()
                  + " -check shows why"));
    }
  }

  private static @Nullable String algorithm(byte[] oid) {
    if (Arrays.equals(oid, RSA)) {
      return "RSA";
    } else if (Arrays.equals(oid, RSA_PSS)) {
      return "RSASSA-PSS";
    } else if (Arrays.equals(oid, EC)) {
      return "EC";
    } else if (Arrays.equals(oid, ED25519)) {
      return "Ed25519";
    }
    return Arrays.equals(oid, ED448) ? "Ed448" : null;
  }

  /**
   * Returns the algorithm's OID in a PKCS #8 key, with tag and length; null if the key is damaged.
   */
  private static byte @Nullable [] oid(byte[] pkcs8) {
    int sequence = content(pkcs8, 0, SEQUENCE);
    int algorithm = sequence < 0 ? -1 : content(pkcs8, after(pkcs8, sequence, INTEGER), SEQUENCE);
    int end = algorithm < 0 ? -1 : after(pkcs8, algorithm, OID);
    return end < 0 ? null : Arrays.copyOfRange(pkcs8, algorithm, end);
  }

  /**
   * Returns the curve's name: from the key, else from a separate part (openssl ecparam -genkey).
   */
  private static byte[] curve(PemFile file, List<Block> blocks, byte[] sec1) throws IOException {
    int sequence = content(sec1, 0, SEQUENCE);
    int octets = sequence < 0 ? -1 : after(sec1, sequence, INTEGER);
    int parameters = octets < 0 ? -1 : after(sec1, octets, OCTETS);
    int curve = parameters < 0 ? -1 : content(sec1, parameters, PARAMETERS);
    int end = curve < 0 ? -1 : after(sec1, curve, OID);
    if (end >= 0) {
      return Arrays.copyOfRange(sec1, curve, end);
    }
    Block own = PemFile.first(blocks, "EC PARAMETERS");
    if (own == null || after(own.bytes, 0, OID) != own.bytes.length) {
      throw file.wrong(
          "expected the name of a curve in the EC PRIVATE KEY, found none; openssl pkey -in "
              + (file.shown() + " -out NEW.pem -ec_param_enc named_curve"));
    }
    return own.bytes;
  }

  private static byte[] pkcs8(byte[] oid, byte[] parameters, byte[] key) {
    byte[] algorithm = element(SEQUENCE, oid, parameters);
    return element(SEQUENCE, VERSION, algorithm, element(OCTETS, key));
  }

  private static byte[] element(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3; // a file has at most 2^20 bytes
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(length >> (8 * i));
      }
    }
    for (byte[] part : parts) {
      out.write(part, 0, part.length);
    }
    return out.toByteArray();
  }

  /**
   * Returns where the content of the element begins, or -1 if there is no complete element with
   * that tag.
   */
  private static int content(byte[] der, int at, int tag) {
    if (at < 0 || at + 2 > der.length || (der[at] & 0xff) != tag) {
      return -1;
    }
    int lengths = der[at + 1] < 0 ? der[at + 1] & 0x7f : 0;
    int start = at + 2 + lengths;
    return lengths > 3 || start > der.length || start + length(der, at) > der.length ? -1 : start;
  }

  /** Returns where the element ends, or -1 if there is no complete element with that tag. */
  private static int after(byte[] der, int at, int tag) {
    int start = content(der, at, tag);
    return start < 0 ? -1 : start + length(der, at);
  }

  private static int length(byte[] der, int at) {
    if (der[at + 1] >= 0) {
      return der[at + 1];
    }
    int length = 0;
    for (int i = 0; i < (der[at + 1] & 0x7f); i++) {
      length = (length << 8) | (der[at + 2 + i] & 0xff);
    }
    return length;
  }
}
