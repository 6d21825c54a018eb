package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A memory cgroup (version 1) made by a test below the group of the tests' own process. */
public final class CgroupV1 extends Cgroup {

  private static final Path MEMORY = Path.of("/sys/fs/cgroup/memory");
  private static final AtomicInteger COUNT = new AtomicInteger();

  private CgroupV1(Path directory) {
    super(MEMORY, directory);
  }

  /** A new group; the test is skipped where none can be made. */
  public static CgroupV1 create() {
    return make(own());
  }

  /** A group somebody else made and will remove, by its {@link #path}. */
  public static CgroupV1 existing(String path) {
    return new CgroupV1(MEMORY.resolve(path.substring(1)));
  }

  /** A new group below this one. */
  public CgroupV1 child() {
    return make(directory());
  }

  public CgroupV1 limit(long bytes) {
    write("memory.limit_in_bytes", Long.toString(bytes));
    return this;
  }

  /** The limit of memory and swap together; the kernel wants it not below {@link #limit}. */
  public CgroupV1 memoryAndSwapLimit(long bytes) {
    write("memory.memsw.limit_in_bytes", Long.toString(bytes));
    return this;
  }

  /** Moves a process here. What it was charged for stays where it was. */
  public void add(long pid) {
    write("cgroup.procs", Long.toString(pid));
  }

  private static CgroupV1 make(Path parent) {
    Path directory =
        parent.resolve(
            "headroom-it-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
    try {
      Files.createDirectory(directory);
      return new CgroupV1(directory);
    } catch (IOException e) {
      return abort("no cgroup v1 of our own: cannot make " + directory + " (" + e + ")");
    }
  }

  private static Path own() {
    if (!Files.isRegularFile(MEMORY.resolve("memory.usage_in_bytes"))) {
      return abort("no cgroup v1: " + MEMORY + " holds no memory hierarchy");
    }
    if (!Files.isWritable(MEMORY)) {
      return abort("no cgroup v1 of our own: " + MEMORY + " is not writable");
    }
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/self/cgroup"));
      for (String line : lines) {
        String[] fields = line.split(":", 3);
        if (List.of(fields[1].split(",")).contains("memory")) {
          Path own = MEMORY.resolve(fields[2].substring(1));
          // In a container the path may be the host's; its mount then shows the own group at the
          // top.
          return Files.isDirectory(own) ? own : MEMORY;
        }
      }
    } catch (IOException e) {
      return abort("no cgroup v1: /proc/self/cgroup: " + e);
    }
    return abort("no cgroup v1: /proc/self/cgroup has no memory line");
  }
}
