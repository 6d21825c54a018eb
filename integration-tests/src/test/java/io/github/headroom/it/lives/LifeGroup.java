package io.github.headroom.it.lives;

import io.github.headroom.it.parts.Cgroup;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.CgroupV2;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The cgroup of a life: version 1 where the machine has it, else 2. Without swap in either. */
final class LifeGroup implements AutoCloseable {

  private static final long MIB = 1 << 20;

  final Cgroup group;
  private final boolean v1;

  private LifeGroup(Cgroup group, boolean v1) {
    this.group = group;
    this.v1 = v1;
  }

  static LifeGroup create(String name, int mebibytes) {
    boolean v1 = Files.isRegularFile(Path.of("/sys/fs/cgroup/memory/memory.usage_in_bytes"));
    LifeGroup made =
        new LifeGroup(
            v1
                ? CgroupV1.create()
                : CgroupV2.create("headroom-" + ProcessHandle.current().pid() + "-" + name),
            v1);
    made.limit(mebibytes);
    return made;
  }

  String version() {
    return v1 ? "v1" : "v2";
  }

  /** Whether it was set: version 1 refuses a limit below what is held. */
  boolean limit(int mebibytes) {
    try {
      if (group instanceof CgroupV1 one) {
        one.limit(mebibytes * MIB);
      } else if (group instanceof CgroupV2 two) {
        two.limit(mebibytes * MIB);
        if (two.has("memory.swap.max")) {
          two.swapLimit(0);
        }
      }
      return true;
    } catch (AssertionError refused) {
      return false;
    }
  }

  long kills() {
    return group.pairs(v1 ? "memory.oom_control" : "memory.events").getOrDefault("oom_kill", 0L);
  }

  /** Writes a file whose pages are charged to the group. */
  void write(Path file, int kibibytes) throws IOException, InterruptedException {
    String script = "echo $$ >\"$0\" && head -c " + kibibytes + "k /dev/zero >\"$1\"";
    String procs = group.directory().resolve("cgroup.procs").toString();
    Process process =
        new ProcessBuilder("/bin/sh", "-c", script, procs, file.toString()).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException(file + ": not written in " + group.path());
    }
  }

  @Override
  public void close() {
    group.close();
  }
}
