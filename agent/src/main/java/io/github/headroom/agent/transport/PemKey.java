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
    Element sequence = Element.at(pkcs8, 0, SEQUENCE);
    Element version = sequence == null ? null : Element.at(pkcs8, sequence.content, INTEGER);
    Element algorithm = version == null ? null : Element.at(pkcs8, version.end, SEQUENCE);
    Element oid = algorithm == null ? null : Element.at(pkcs8, algorithm.content, OID);
    return oid == null ? null : Arrays.copyOfRange(pkcs8, oid.start, oid.end);
  }

  /**
   * Returns the curve's name: from the key, else from a separate part (openssl ecparam -genkey).
   */
  private static byte[] curve(PemFile file, List<Block> blocks, byte[] sec1) throws IOException {
    Element sequence = Element.at(sec1, 0, SEQUENCE);
    Element version = sequence == null ? null : Element.at(sec1, sequence.content, INTEGER);
    Element octets = version == null ? null : Element.at(sec1, version.end, OCTETS);
    Element parameters = octets == null ? null : Element.at(sec1, octets.end, PARAMETERS);
    Element curve = parameters == null ? null : Element.at(sec1, parameters.content, OID);
    if (curve != null) {
      return Arrays.copyOfRange(sec1, curve.start, curve.end);
    }
    Block own = PemFile.first(blocks, "EC PARAMETERS");
    Element oid = own == null ? null : Element.at(own.bytes, 0, OID);
    if (own == null || oid == null || oid.end != own.bytes.length) {
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

  /** A complete element of DER (X.690): where it starts, where its content does, and its end. */
  private static final class Element {
    final int start;
    final int content;
    final int end;

    private Element(int start, int content, int end) {
      this.start = start;
      this.content = content;
      this.end = end;
    }

    /** Returns the element there, or null if there is no complete element with that tag. */
    static @Nullable Element at(byte[] der, int at, int tag) {
      if (at + 2 > der.length || (der[at] & 0xff) != tag) {
        return null;
      }
      int lengths = der[at + 1] < 0 ? der[at + 1] & 0x7f : 0;
      int content = at + 2 + lengths;
      if (lengths > 3 || content > der.length) {
        return null;
      }
      int length = Math.max(0, der[at + 1]);
      for (int i = 0; i < lengths; i++) {
        length = (length << 8) | (der[at + 2 + i] & 0xff);
      }
      return content + length > der.length ? null : new Element(at, content, content + length);
    }
  }
}
