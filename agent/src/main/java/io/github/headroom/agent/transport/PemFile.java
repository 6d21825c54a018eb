package io.github.headroom.agent.transport;

import io.github.headroom.agent.file.RegularFile;
import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of keys and certificates as text (PEM, RFC 7468) that a setting names. It may be missing
 * for some time or be replaced: a volume of certificates is filled after the container's start, and
 * again when they are rotated.
 *
 * <p>Loaded only if such a setting is given.
 */
public final class PemFile {

  /** The most bytes. The certificates of all public authorities have 220 KiB. */
  private static final int MAX_BYTES = 1 << 20;

  /** The most characters. The longest label in use is {@code ENCRYPTED PRIVATE KEY}. */
  private static final int MAX_LABEL = 64;

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  final String setting;
  final String file;

  /**
   * @param setting the name of the setting, for messages
   * @param file the file's path, as in the setting
   */
  public PemFile(String setting, String file) {
    this.setting = setting;
    this.file = file;
  }

  /** One part of a file: the content between a BEGIN line and its END line. */
  static final class Block {
    /** Such as {@code CERTIFICATE} or {@code RSA PRIVATE KEY}. */
    final String label;

    /** The content, in DER unless it is encrypted. */
    final byte[] bytes;

    final boolean encrypted;

    Block(String label, byte[] bytes, boolean encrypted) {
      this.label = label;
      this.bytes = bytes;
      this.encrypted = encrypted;
    }
  }

  /**
   * Returns a text that changes when the file is replaced or written: its inode, size and times.
   * Follows a symbolic link, so that it changes when Kubernetes replaces {@code ..data}.
   */
  String stamp() {
    try {
      Path path = Paths.get(file);
      return Files.readAttributes(path, "unix:dev,ino,size,lastModifiedTime,ctime").toString();
    } catch (IOException | RuntimeException e) {
      return "none"; // reading reports the reason
    }
  }

  /**
   * Reads the parts of the file in order. Text around them is ignored.
   *
   * @throws IOException if the file cannot be read, is no regular file, is too large, or has no
   *     part. The message names setting and file
   */
  List<Block> read() throws IOException {
    return blocks(bytes());
  }

  /** As {@link #read()}, for a file with that content. */
  List<Block> blocks(byte[] bytes) throws IOException {
    List<Block> blocks = new ArrayList<>();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = text.indexOf(BEGIN);
    while (at >= 0) {
      int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
      String label = labelEnd < 0 ? "" : text.substring(at + BEGIN.length(), labelEnd);
      int start = labelEnd + DASHES.length();
      // A longer label is invalid. The search for it would take the product of both lengths.
      int end = label.length() > MAX_LABEL ? -1 : text.indexOf(END + label + DASHES, start);
      if (labelEnd < 0 || end < 0) {
        throw wrong("expected a line of END after each of BEGIN, found none: it may be cut off");
      }
      blocks.add(block(label, text.substring(start, end)));
      at = text.indexOf(BEGIN, end);
    }
    if (blocks.isEmpty()) {
      throw wrong("expected PEM (a line " + BEGIN + "...), found " + kind(bytes));
    }
    return blocks;
  }

  private Block block(String label, String content) throws IOException {
    // RFC 1421: an encrypted key has header lines and an empty line before its base64.
    boolean encrypted = content.contains("Proc-Type:");
    String base64 = encrypted ? "" : content;
    try {
      return new Block(label, Base64.getMimeDecoder().decode(base64), encrypted);
    } catch (IllegalArgumentException e) {
      throw wrong("expected base64 in the part " + Printable.piece(label) + ", found other text");
    }
  }

  private byte[] bytes() throws IOException {
    try {
      Path path = Paths.get(file);
      if (RegularFile.isAnother(path)) {
        throw wrong("expected a regular file, " + RegularFile.FOUND_ANOTHER);
      }
      int most = (int) Math.min(Files.size(path), MAX_BYTES) + 1;
      byte[] bytes = RegularFile.read(path, most);
      if (bytes.length > MAX_BYTES) {
        throw wrong("expected at most " + MAX_BYTES + " bytes, found more");
      }
      if (bytes.length == most) {
        throw wrong("expected a complete file, found it growing while it was read");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw wrong("there is no such file");
    } catch (PemException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw wrong("it cannot be read (" + Printable.thrown(e) + ")");
    }
  }

  /** Returns what a file without PEM is, and how openssl converts it. */
  private String kind(byte[] bytes) {
    if (bytes.length == 0) {
      return "an empty file";
    }
    if (bytes.length > 4 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xed) {
      return "a key store of Java (JKS); keytool -importkeystore -srckeystore "
          + shown()
          + " -destkeystore NEW.p12 -deststoretype PKCS12, then openssl pkcs12 -in NEW.p12 -nodes"
          + " -out NEW.pem";
    }
    if (bytes[0] != 0x30) {
      return "other text";
    }
    // A PFX begins with version 3, a key with version 0 or 1, a certificate with a sequence.
    int inner = bytes.length > 8 && bytes[1] < 0 ? 2 + (bytes[1] & 0x7f) : 2;
    if (inner + 2 < bytes.length && bytes[inner] == 2 && bytes[inner + 2] == 3) {
      return "a key store (PKCS #12); openssl pkcs12 -in " + shown() + " -nodes -out NEW.pem";
    }
    if (inner < bytes.length && bytes[inner] == 2) {
      return "binary data (DER); openssl pkey -inform der -in " + shown() + " -out NEW.pem";
    }
    return "binary data (DER); openssl x509 -inform der -in " + shown() + " -out NEW.pem";
  }

  /** Returns the path for a command line, or FILE if a shell would split the path. */
  String shown() {
    for (int i = 0; i < file.length(); i++) {
      char c = file.charAt(i);
      if (!(c >= 'a' && c <= 'z')
          && !(c >= 'A' && c <= 'Z')
          && !(c >= '0' && c <= '9')
          && "/._-".indexOf(c) < 0) {
        return "FILE";
      }
    }
    return Printable.path(file);
  }

  /** Returns an exception that names setting, file and problem. */
  PemException wrong(String what) {
    return new PemException(setting + ": " + Printable.path(file) + ": " + what);
  }

  /** Returns the first part whose label has that end, or null if there is none. */
  static @Nullable Block first(List<Block> blocks, String labelEnd) {
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).label.endsWith(labelEnd)) {
        return blocks.get(i);
      }
    }
    return null;
  }

  /** Returns the labels of the parts, for a message. */
  static String labels(List<Block> blocks) {
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < blocks.size(); i++) {
      labels.append(i == 0 ? "" : ", ").append(blocks.get(i).label);
    }
    return Printable.piece(labels.toString());
  }
}
