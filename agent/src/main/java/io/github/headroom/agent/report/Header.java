package io.github.headroom.agent.report;

import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.record.HarmlessFlags;
import io.github.headroom.agent.record.RecordingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The header of a recording: its writer, and the layout of its records. */
public final class Header {

  private final Map<String, String> lines = new LinkedHashMap<>();

  Header(String text) {
    StringTokenizer tokens = new StringTokenizer(text, "\n");
    while (tokens.hasMoreTokens()) {
      String line = tokens.nextToken();
      int equals = line.indexOf('=');
      if (equals > 0) {
        lines.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
  }

  /**
   * Reads the header of a file.
   *
   * @throws IOException the file cannot be read, or has no whole header of this format
   */
  static Header of(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return read(file);
    }
  }

  /**
   * Reads the first whole copy of the header.
   *
   * @throws IOException no copy is whole; the message names the fault
   */
  static Header read(FileChannel file) throws IOException {
    String wrong = "";
    for (int copy = 0; copy < 2; copy++) {
      ByteBuffer bytes = load(file, copy);
      String found = check(bytes);
      if (found == null) {
        byte[] text = new byte[bytes.getInt(12)];
        bytes.position(RecordingFile.HEADER_PREFIX_BYTES);
        bytes.get(text);
        return new Header(new String(text, StandardCharsets.UTF_8));
      }
      wrong = wrong.isEmpty() ? found : wrong;
    }
    throw new IOException(wrong);
  }

  /**
   * The fault of the header; null where one copy is whole.
   *
   * @throws IOException the file cannot be read, so nothing is known of its content
   */
  static @Nullable String problem(FileChannel file) throws IOException {
    String first = check(load(file, 0));
    return first == null || check(load(file, 1)) == null ? null : first;
  }

  private static ByteBuffer load(FileChannel file, int copy) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(RecordingFile.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long start = (long) copy * RecordingFile.HEADER_BYTES;
    while (bytes.hasRemaining() && file.read(bytes, start + bytes.position()) >= 0) {
      // A read may return fewer bytes than requested.
    }
    bytes.flip();
    return bytes;
  }

  /** The fault of one copy; null for a whole header of this format. */
  private static @Nullable String check(ByteBuffer bytes) {
    int prefix = RecordingFile.HEADER_PREFIX_BYTES;
    if (bytes.limit() < prefix || bytes.getLong(0) != RecordingFile.MAGIC) {
      return "not a recording: expected it to begin with HEADROOM";
    }
    int version = bytes.getInt(8);
    int length = bytes.getInt(12);
    if (length < 0 || length > bytes.limit() - prefix) {
      return "a damaged recording: both copies of its header are cut off or overwritten";
    }
    long checksum = bytes.getLong(16);
    bytes.putLong(16, 0);
    CRC32 crc = new CRC32();
    ByteBuffer covered = bytes.duplicate();
    covered.limit(prefix + length);
    crc.update(covered);
    if (crc.getValue() != checksum) {
      return "a damaged recording: the checksums of both copies of its header are wrong";
    }
    return version == RecordingFile.FORMAT
        ? null
        : "a recording of format "
            + version
            + ", this is a reader of format "
            + RecordingFile.FORMAT
            + ": take the headroom-agent.jar that wrote it, or a newer one";
  }

  /** The value of a line; empty where there is none. */
  public String get(String name) {
    String value = lines.get(name);
    return value == null ? "" : value;
  }

  /**
   * The value for display: each word escaped by {@link Printable#path}; empty where there is none.
   */
  String shown(String name) {
    return shownWords(get(name));
  }

  /**
   * The JVM's flags for display. Flags that may hold a secret are left out; an older agent recorded
   * them.
   */
  String shownFlags() {
    return shownWords(HarmlessFlags.of(get("flags")));
  }

  private static String shownWords(String text) {
    StringBuilder shown = new StringBuilder();
    StringTokenizer words = new StringTokenizer(text);
    while (words.hasMoreTokens()) {
      shown.append(shown.length() == 0 ? "" : " ").append(Printable.path(words.nextToken()));
    }
    return shown.toString();
  }

  /** The value as a number; null where there is none, or no number. */
  @Nullable Long number(String name) {
    try {
      return Long.valueOf(get(name));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The words of a line, by position. */
  String[] words(String name) {
    StringTokenizer tokens = new StringTokenizer(get(name));
    String[] words = new String[tokens.countTokens()];
    for (int i = 0; i < words.length; i++) {
      words[i] = tokens.nextToken();
    }
    return words;
  }

  Map<String, String> lines() {
    return lines;
  }
}
