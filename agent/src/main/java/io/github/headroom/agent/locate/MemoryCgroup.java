package io.github.headroom.agent.locate;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The memory cgroup that a process is charged to, with its readable ancestors. */
public final class MemoryCgroup {

  private final CgroupVersion version;
  private final String path;
  private final Path directory;
  private final List<Path> ancestors;

  MemoryCgroup(CgroupVersion version, String path, Path directory, List<Path> ancestors) {
    this.version = version;
    this.path = path;
    this.directory = directory;
    this.ancestors = Collections.unmodifiableList(ancestors);
  }

  public CgroupVersion version() {
    return version;
  }

  /**
   * Returns the process's own cgroup as the kernel writes it in /proc/PID/cgroup, {@code /../x}
   * included.
   */
  public String path() {
    return path;
  }

  /**
   * Returns the directory with the memory files. On v2 it may be an ancestor of {@link #path()}: a
   * cgroup without its own memory controller is charged to the nearest ancestor that has one.
   */
  public Path directory() {
    return directory;
  }

  /**
   * Returns the directories above {@link #directory()} that have a limit file, the nearest first,
   * up to the mount point. The list is empty when no ancestor is visible, as in most containers.
   * Limits of invisible ancestors still apply.
   */
  public List<Path> ancestors() {
    return ancestors;
  }

  /**
   * Returns whether the process is in the same cgroup: the same path, read from the same directory.
   */
  public boolean sameAs(@Nullable MemoryCgroup other) {
    return other != null
        && version == other.version
        && path.equals(other.path)
        && directory.equals(other.directory);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MemoryCgroup
        && sameAs((MemoryCgroup) other)
        && ancestors.equals(((MemoryCgroup) other).ancestors);
  }

  @Override
  public int hashCode() {
    return directory.hashCode();
  }

  @Override
  public String toString() {
    return version + " " + path + " at " + directory;
  }
}
