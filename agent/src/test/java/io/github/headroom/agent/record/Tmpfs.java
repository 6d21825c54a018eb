package io.github.headroom.agent.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;

/** A file system in memory, for what only one of its own shows: a full disk, a read-only mount. */
final class Tmpfs implements AutoCloseable {

  private final Path path;

  private Tmpfs(Path path) {
    this.path = path;
  }

  /** Mounts one over a directory; skips the test where that is not allowed. */
  static Tmpfs mount(Path over, String size) throws IOException {
    int exit = run("mount", "-t", "tmpfs", "-o", "size=" + size, "none", over.toString());
    assumeTrue(exit == 0, "no tmpfs can be mounted: not root");
    return new Tmpfs(over);
  }

  void remount(String option) throws IOException {
    assertEquals(0, run("mount", "-o", "remount," + option, path.toString()));
  }

  @Override
  public void close() throws IOException {
    assertEquals(0, run("umount", "-l", path.toString()));
  }

  private static int run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes(); // until it has ended
    return process.onExit().join().exitValue();
  }
}
