package io.github.headroom.it.blackbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where a recording lies while it is written. */
enum Medium {
  /** Of this machine; a guest has it over 9p without a cache of its own. */
  DISK,
  /** Memory, charged to the group. */
  TMPFS;

  static final Path SHM = Path.of("/dev/shm");

  /** Of a guest, and of the containers in it, whose /dev is their own. */
  static final Path RUN = Path.of("/run");

  /**
   * A new directory for recordings.
   *
   * @param memory a tmpfs
   */
  Path newDirectory(Path evidence, Path memory) throws IOException {
    return this == DISK
        ? Files.createDirectories(evidence.resolve("written"))
        : Files.createTempDirectory(memory, "headroom-it-recordings");
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
