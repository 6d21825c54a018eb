package io.github.headroom.agent.locate;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The memory cgroup that a process is charged to, and those above it that can be read. */
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
   * The process's own cgroup as the kernel writes it in /proc/PID/cgroup, {@code /../x} included.
   */
  public String path() {
    return path;
  }

  /**
   * The directory with the memory files. On v2 it may be an ancestor of {@link #path()}: without a
   * memory controller of its own a cgroup is charged to the nearest ancestor that has one.
   */
  public Path directory() {
    return directory;
  }

  /**
   * Directories above {@link #directory()} that hold a limit file, the nearest parent first, up to
   * the mount point. Empty when nothing above is visible, as in most containers; limits up there
   * bind all the same.
   */
  public List<Path> ancestors() {
    return ancestors;
  }

  /** Whether the process is still where it was: the same path, read at the same directory. */
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
