package io.github.headroom.agent.sample;

import io.github.headroom.agent.locate.CgroupLocator;
import io.github.headroom.agent.locate.Location;
import io.github.headroom.agent.locate.MemoryCgroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.stream.Stream;

/** A root directory with /proc and cgroup files made by hand, or copied from a capture. */
final class CgroupRoot {

  private final Path root;
  private final boolean v2;

  private CgroupRoot(Path root, boolean v2) {
    this.root = root;
    this.v2 = v2;
  }

  /** cgroup v2 at /sys/fs/cgroup, the process in this group. */
  static CgroupRoot v2(Path root, String group) {
    CgroupRoot made = new CgroupRoot(root, true);
    made.write("proc/self/mountinfo", "27 26 0:24 / /sys/fs/cgroup rw - cgroup2 none rw\n");
    made.moveTo(group);
    return made;
  }

  /** The v1 memory hierarchy at /sys/fs/cgroup/memory, the process in this group. */
  static CgroupRoot v1(Path root, String group) {
    CgroupRoot made = new CgroupRoot(root, false);
    made.write(
        "proc/self/mountinfo", "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
    made.moveTo(group);
    return made;
  }

  /** A copy of a captured tree, so that a test may change it. */
  static CgroupRoot captured(String name, Path into) throws IOException, URISyntaxException {
    Path from =
        Path.of(
            Objects.requireNonNull(CgroupRoot.class.getResource("/memory-files/" + name)).toURI());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path to = into.resolve(from.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return new CgroupRoot(into, name.startsWith("v2"));
  }

  Path path() {
    return root;
  }

  Path directory(String group) {
    return root.resolve((v2 ? "sys/fs/cgroup" : "sys/fs/cgroup/memory") + group);
  }

  /** Makes /proc/self/cgroup name this group. */
  CgroupRoot moveTo(String group) {
    write("proc/self/cgroup", v2 ? "0::" + group + "\n" : "4:memory:" + group + "\n");
    return this;
  }

  /** A group with a usage and a limit, so that the locator takes it for one. */
  CgroupRoot group(String group, String usage, String limit) {
    if (v2) {
      return file(group, "memory.current", usage).file(group, "memory.max", limit);
    }
    return file(group, "memory.usage_in_bytes", usage).file(group, "memory.limit_in_bytes", limit);
  }

  CgroupRoot file(String group, String name, String text) {
    Path file = directory(group).resolve(name);
    write(root.relativize(file).toString(), text);
    if (!Files.exists(file.resolveSibling("cgroup.procs"))) {
      write(
          root.relativize(file.resolveSibling("cgroup.procs")).toString(),
          ProcessHandle.current().pid() + "\n");
    }
    return this;
  }

  CgroupRoot write(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CgroupRoot delete(String group) {
    try (Stream<Path> files = Files.list(directory(group))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory(group));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  MemoryCgroup locate() {
    Location location = new CgroupLocator(root).locate("self");
    MemoryCgroup cgroup = location.cgroup();
    if (cgroup == null) {
      throw new AssertionError(location.reason());
    }
    return cgroup;
  }
}
