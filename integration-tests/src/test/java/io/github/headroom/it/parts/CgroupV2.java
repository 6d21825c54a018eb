package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A memory cgroup (version 2) made by a test at the root of the hierarchy, which a guest has. */
public final class CgroupV2 extends Cgroup {

  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  private CgroupV2(Path directory) {
    super(ROOT, directory);
  }

  /** A new group; the test is skipped where none can be made. */
  public static CgroupV2 create(String name) {
    if (!Files.isRegularFile(ROOT.resolve("cgroup.controllers"))) {
      return abort("no cgroup v2: " + ROOT + " is no unified hierarchy");
    }
    return new CgroupV2(ROOT).child(name);
  }

  /** A group somebody else made and will remove, by its {@link #path}. */
  public static CgroupV2 existing(String path) {
    return new CgroupV2(ROOT.resolve(path.substring(1)));
  }

  /** A new group below this one, which then cannot hold processes itself. */
  public CgroupV2 child(String name) {
    Path made = directory().resolve(name);
    try {
      Files.writeString(directory().resolve("cgroup.subtree_control"), "+memory");
      return new CgroupV2(Files.createDirectory(made));
    } catch (IOException e) {
      return abort("no cgroup v2 of our own: cannot make " + made + " (" + e + ")");
    }
  }

  public CgroupV2 limit(long bytes) {
    write("memory.max", Long.toString(bytes));
    return this;
  }

  public CgroupV2 swapLimit(long bytes) {
    write("memory.swap.max", Long.toString(bytes));
    return this;
  }

  /** Slows the group down beyond so many bytes. */
  public CgroupV2 high(long bytes) {
    write("memory.high", Long.toString(bytes));
    return this;
  }

  /** Has the OOM killer take all of the group's processes. */
  public CgroupV2 killedWhole() {
    write("memory.oom.group", "1");
    return this;
  }

  /** Moves a process here. What it was charged for stays where it was. */
  public CgroupV2 add(long pid) {
    write("cgroup.procs", Long.toString(pid));
    return this;
  }

  /** Starts a shell script in the group, with an argument. */
  public Process start(String script, Path argument) throws IOException {
    String procs = directory().resolve("cgroup.procs").toString();
    String inGroup = "echo $$ >\"$0\"; " + script;
    return new ProcessBuilder("/bin/sh", "-c", inGroup, procs, argument.toString()).start();
  }

  /** Has the kernel reclaim so much, or what it can of it. */
  public CgroupV2 reclaim(long bytes) {
    // A stream: a channel does not report EAGAIN as an error.
    try (var file = new FileOutputStream(directory().resolve("memory.reclaim").toFile())) {
      file.write(Long.toString(bytes).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException less) {
      // EAGAIN: it reclaimed less (admin-guide/cgroup-v2.rst).
    }
    return this;
  }

  /** A limit; empty for max. */
  public OptionalLong limit(String file) {
    String text = read(file).strip();
    return text.equals("max") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }
}
