package io.github.headroom.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A memory cgroup for one measured process, as a container gives it: with a limit, and nobody else
 * in it. Making one needs root.
 */
final class OwnGroup implements AutoCloseable {

  static final long LIMIT_BYTES = 1L << 30;

  private final Path directory;

  private OwnGroup(Path directory) {
    this.directory = directory;
  }

  /** Null where none can be made: the process stays in the group of this one. */
  static @Nullable OwnGroup make(String name) {
    Path v1 = Path.of("/sys/fs/cgroup/memory");
    boolean isV1 = Files.isDirectory(v1);
    Path parent = isV1 ? v1 : Path.of("/sys/fs/cgroup");
    String limit = isV1 ? "memory.limit_in_bytes" : "memory.max";
    Path made = parent.resolve("headroom-" + ProcessHandle.current().pid() + "-" + name);
    try {
      Files.createDirectory(made);
      Files.writeString(made.resolve(limit), Long.toString(LIMIT_BYTES));
      return new OwnGroup(made);
    } catch (IOException e) {
      made.toFile().delete();
      return null;
    }
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** The command, run in this group from its first instruction on. */
  List<String> within(List<String> command) {
    var all = new ArrayList<String>();
    all.addAll(List.of("sh", "-c", "echo $$ > \"$0\" && exec \"$@\""));
    all.add(directory.resolve("cgroup.procs").toString());
    all.addAll(command);
    return all;
  }

  /** The kernel takes some time to see that the last process has gone. */
  @Override
  public void close() throws IOException {
    for (int tries = 0; tries < 50 && !directory.toFile().delete(); tries++) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
