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

  /** A new directory for recordings. */
  Path newDirectory(Path evidence) throws IOException {
    return this == DISK
        ? Files.createDirectories(evidence.resolve("written"))
        : Files.createTempDirectory(Path.of("/dev/shm"), "headroom-it-recordings");
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
