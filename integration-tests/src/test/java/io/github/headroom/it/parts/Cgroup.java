package io.github.headroom.it.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A memory cgroup by its directory: what both versions of cgroups have in common. */
public abstract class Cgroup implements AutoCloseable {

  private final Path mount;
  private final Path directory;
  private boolean removed;

  Cgroup(Path mount, Path directory) {
    this.mount = mount;
    this.directory = directory;
  }

  /** The group's directory under the mount of the hierarchy. */
  public Path directory() {
    return directory;
  }

  /** The group's name as /proc/PID/cgroup and the kernel's log write it. */
  public String path() {
    return "/" + mount.relativize(directory);
  }

  public long number(String file) {
    return Long.parseLong(read(file).strip());
  }

  /** The pairs of memory.stat, memory.events or memory.oom_control. */
  public Map<String, Long> pairs(String file) {
    Map<String, Long> pairs = new LinkedHashMap<>();
    for (String line : read(file).lines().toList()) {
      int space = line.indexOf(' ');
      pairs.put(line.substring(0, space), Long.valueOf(line.substring(space + 1)));
    }
    return pairs;
  }

  public boolean has(String file) {
    return Files.isReadable(directory.resolve(file));
  }

  public String read(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new AssertionError("cannot read " + directory.resolve(file), e);
    }
  }

  void write(String file, String value) {
    try {
      Files.writeString(directory.resolve(file), value);
    } catch (IOException e) {
      throw new AssertionError("cannot write " + value + " to " + directory.resolve(file), e);
    }
  }

  @Override
  public void close() {
    if (!removed) {
      remove();
    }
  }

  /** Its processes are to have ended or left; the kernel releases them shortly after. */
  public void remove() {
    Await.until(
        "the end of cgroup " + directory,
        () -> {
          try {
            return Files.deleteIfExists(directory);
          } catch (IOException busy) {
            return false;
          }
        },
        () -> "processes " + read("cgroup.procs").strip().replace('\n', ' '));
    removed = true;
  }
}
