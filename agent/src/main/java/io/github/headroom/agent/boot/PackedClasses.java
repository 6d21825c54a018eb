package io.github.headroom.agent.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the agent's classes and resources from one entry of its jar, a jar within the jar. An index
 * beside it holds the position of each file. The build writes both (src/build).
 *
 * <p>The JVM puts an agent's jar on the application's class path and reads its central directory
 * entry by entry before main(), in Java code that is not compiled yet. With one entry per class,
 * this would be most of the agent's CPU time before main(). Class path scanners would also read
 * every class.
 */
final class PackedClasses {

  private static final String CLASSES = "META-INF/headroom/classes.jar";
  private static final String INDEX = "META-INF/headroom/classes.index";

  /**
   * A position: the upper half is the offset in the inner jar, the lower half the length, in bytes.
   */
  private static final int OFFSET_SHIFT = 32;

  private static final long LENGTH_MASK = 0xFFFFFFFFL;

  private final ZipFile jar;
  private final ZipEntry classes;
  private final Map<String, Long> places;

  /**
   * Reads the index.
   *
   * @throws IOException if one of the two entries is missing or the index is incomplete
   */
  PackedClasses(ZipFile jar) throws IOException {
    this.jar = jar;
    this.classes = entry(CLASSES);
    this.places = places();
  }

  /**
   * Returns the content of a file in the inner jar, or null if there is no file of this name.
   *
   * @param name as in a jar, "io/github/headroom/agent/Main.class"
   * @throws IOException if the jar was replaced or cut short after it was opened
   */
  byte @Nullable [] read(String name) throws IOException {
    Long place = find(name);
    if (place == null) {
      return null;
    }
    byte[] bytes = new byte[length(place)];
    read(place, name, bytes);
    return bytes;
  }

  /** The position of a file in the inner jar; null if there is no file of this name. */
  @Nullable Long find(String name) {
    return places.get(name);
  }

  /** The length of the file at that position, bytes. */
  static int length(long place) {
    return (int) (place & LENGTH_MASK);
  }

  /**
   * Reads the content of a file in the jar within to the start of an array.
   *
   * @param name of the file, for errors
   * @param into as long as the content, or longer
   * @throws IOException where the jar was replaced or cut since it was opened
   */
  void read(long place, String name, byte[] into) throws IOException {
    try (InputStream in = jar.getInputStream(classes)) {
      skip(in, place >>> OFFSET_SHIFT, name);
      readFully(in, into, length(place), name);
    }
  }

  private Map<String, Long> places() throws IOException {
    ZipEntry entry = entry(INDEX);
    byte[] bytes = new byte[(int) entry.getSize()];
    try (InputStream in = jar.getInputStream(entry)) {
      readFully(in, bytes, bytes.length, INDEX);
    }
    ByteBuffer index = ByteBuffer.wrap(bytes);
    try {
      int count = index.getInt();
      if (count < 0 || count > bytes.length) {
        throw new BufferUnderflowException();
      }
      Map<String, Long> found = new HashMap<>(count * 2);
      for (int i = 0; i < count; i++) {
        long offset = index.getInt();
        long length = index.getInt();
        byte[] name = new byte[Short.toUnsignedInt(index.getShort())];
        index.get(name);
        if (offset < 0 || length < 0 || offset + length > classes.getSize()) {
          throw new BufferUnderflowException();
        }
        found.put(new String(name, StandardCharsets.ISO_8859_1), offset << OFFSET_SHIFT | length);
      }
      return found;
    } catch (BufferUnderflowException e) {
      throw new IOException(INDEX + " in " + jar.getName() + " is incomplete", e);
    }
  }

  private ZipEntry entry(String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    if (entry == null) {
      throw new IOException(name + " is missing in " + jar.getName());
    }
    return entry;
  }

  /** Skips bytes of the stored (uncompressed) entry without reading them. */
  private void skip(InputStream in, long bytes, String name) throws IOException {
    long left = bytes;
    while (left > 0) {
      long skipped = in.skip(left);
      if (skipped <= 0) {
        throw cutShort(name);
      }
      left -= skipped;
    }
  }

  private void readFully(InputStream in, byte[] into, int length, String name) throws IOException {
    int read = 0;
    while (read < length) {
      int more = in.read(into, read, length - read);
      if (more < 0) {
        throw cutShort(name);
      }
      read += more;
    }
  }

  private IOException cutShort(String name) {
    return new IOException(name + " is cut short in " + jar.getName());
  }
}
