package io.github.headroom.agent.cause;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The arenas, libraries and shared memory that /proc/self/maps (proc_pid_maps(5)) lists:
 *
 * <pre>
 * 7f1ab8000000-7f1ab8021000 rw-p 00000000 00:00 0        an arena of malloc, 64 MiB, aligned;
 * 7f1ab8021000-7f1abc000000 ---p 00000000 00:00 0        its unused end has no access
 * 7f1ac1a00000-7f1ac1a10000 r-xp 00001000 fe:00 1234     a library
 *    /opt/app/librocksdbjni.so
 * 7f1ad0000000-7f1ae0000000 rw-s 00000000 00:01 77       shared memory without a file
 *    /memfd:cache (deleted)
 * </pre>
 */
final class Maps {

  /** Most mappings that are read: they take some 20 ms. */
  private static final int MOST_LINES = 20_000;

  private static final int MOST_LIBRARIES = 32;

  /** glibc aligns the arenas of malloc to their size (HEAP_MAX_SIZE, malloc/arena.c). */
  private static final long ARENA = 64 << 20;

  /** The kernel maps from high addresses down; a heap with compressed pointers lies below this. */
  private static final long LEAST_ADDRESS = 1L << 36;

  /** The C library, its companions, and libraries of every program. */
  private static final String[] OF_SYSTEM = {
    "libc.",
    "libc-",
    "libm.",
    "libm-",
    "libdl.",
    "libdl-",
    "libpthread",
    "librt.",
    "librt-",
    "ld-",
    "ld64.so", // s390x, ppc64le
    "ld.so",
    "libgcc_s",
    "libstdc++",
    "libz.",
    "libnss",
    "libresolv",
    "libthread_db"
  };

  private final String javaHome;
  private final List<String> libraries = new ArrayList<>();
  private final Sizes shared;
  private int arenas;
  private int lines;
  private long arenaStart;
  private long arenaUsed;

  private Maps(String javaHome, double clock) {
    this.javaHome = javaHome;
    this.shared = new Sizes(clock);
  }

  /**
   * Reads the file.
   *
   * @param javaHome the JDK's directory, whose libraries are left out
   * @throws IOException if the file cannot be read
   */
  static Maps read(Path file, String javaHome, double clock) throws IOException {
    Maps maps = new Maps(javaHome, clock);
    byte[] bytes = new byte[8192];
    int length = 0;
    try (InputStream in = new FileInputStream(file.toFile())) {
      int read = in.read(bytes, 0, bytes.length);
      while (read > 0 && maps.lines < MOST_LINES) {
        length += read;
        int parsed = maps.parseLines(bytes, length);
        if (parsed == 0 && length == bytes.length) {
          break; // the kernel writes no such long line
        }
        length -= parsed;
        System.arraycopy(bytes, parsed, bytes, 0, length);
        read = in.read(bytes, length, bytes.length - length);
      }
    }
    return maps;
  }

  /** Arenas of glibc's malloc without the main arena: one a thread, at most 8 a processor. */
  int arenas() {
    return arenas;
  }

  /** The file names of libraries that belong neither to the JDK nor to the system. */
  List<String> libraries() {
    return libraries;
  }

  /** Address space of shared memory without a file in a mount, bytes by name. */
  Sizes shared() {
    return shared;
  }

  /** Parses the whole lines and returns their length in bytes. */
  private int parseLines(byte[] bytes, int length) {
    int begin = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        line(bytes, begin, i);
        begin = i + 1;
      }
    }
    return begin;
  }

  /** Ignores a line of another shape. */
  private void line(byte[] bytes, int from, int to) {
    lines++;
    int dash = find(bytes, from, to, '-');
    int space = find(bytes, from, to, ' ');
    long start = hex(bytes, from, dash);
    long end = hex(bytes, dash + 1, space);
    if (start < 0 || end < start || to - space < 6) {
      return;
    }
    boolean writable = bytes[space + 2] == 'w';
    int name = find(bytes, space, to, '/');
    if (name == to) {
      boolean readable = bytes[space + 1] == 'r';
      anonymous(start, end, readable && writable, bytes[space + 3] == 'x');
    } else if (bytes[space + 4] == 's' && writable) {
      share(new String(bytes, name, to - name, StandardCharsets.UTF_8), end - start);
    } else if (bytes[space + 3] == 'x') {
      library(new String(bytes, name, to - name, StandardCharsets.UTF_8));
    }
  }

  private void anonymous(long start, long end, boolean used, boolean executable) {
    if (!used && start == arenaUsed && end >= arenaStart + ARENA) {
      arenas++;
      arenaUsed = 0;
    } else if (used && !executable && start >= LEAST_ADDRESS && start % ARENA == 0) {
      arenaStart = start;
      arenaUsed = end;
    }
  }

  private void share(String name, long bytes) {
    boolean noFile =
        name.startsWith("/memfd:") || name.startsWith("/dev/zero") || name.startsWith("/SYSV");
    if (noFile && !name.startsWith("/memfd:java_heap")) {
      int deleted = name.indexOf(" (deleted)");
      shared.add(deleted < 0 ? name : name.substring(0, deleted), bytes);
    }
  }

  private void library(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int ending = name.indexOf(".so");
    if (ending < 0 || path.startsWith(javaHome) || libraries.size() == MOST_LIBRARIES) {
      return;
    }
    for (int i = 0; i < OF_SYSTEM.length; i++) {
      if (name.startsWith(OF_SYSTEM[i])) {
        return;
      }
    }
    String shown = Names.ofFile(name.substring(0, ending));
    if (!libraries.contains(shown)) {
      libraries.add(shown);
    }
  }

  private static int find(byte[] bytes, int from, int to, char wanted) {
    int at = from;
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  /** A hexadecimal number of 63 bits; negative where the text is none, as in String.indexOf. */
  private static long hex(byte[] bytes, int from, int to) {
    if (from >= to || to - from > 16) {
      return -1;
    }
    long sum = 0;
    for (int i = from; i < to; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      sum = sum << 4 | digit;
    }
    return sum;
  }
}
