package io.github.headroom.agent.locate;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recognizes the wanted memory cgroup by the files in its directory. */
final class CgroupDirectory {

  private CgroupDirectory() {}

  /** Returns the usage file. Every memory cgroup has it except the root of v2. */
  static Path usage(CgroupVersion version, Path directory) {
    return directory.resolve(
        version == CgroupVersion.V1 ? "memory.usage_in_bytes" : "memory.current");
  }

  static boolean hasUsage(CgroupVersion version, Path directory) throws AccessDeniedException {
    return FileTree.exists(usage(version, directory));
  }

  static boolean hasStat(Path directory) throws AccessDeniedException {
    return FileTree.exists(directory.resolve("memory.stat"));
  }

  /**
   * Returns the first directory with memory files, from the given one up to the mount point, or
   * null if there is none.
   *
   * @throws AccessDeniedException if it is unknown whether a directory has memory files. The ones
   *     above may be charged for other processes too
   */
  static @Nullable Path charged(CgroupVersion version, Path directory, Path mountPoint)
      throws AccessDeniedException {
    for (Path at = directory; at != null; at = at.getParent()) {
      // In v2 only the root cgroup has memory.stat without memory.current.
      if (hasUsage(version, at)
          || (version == CgroupVersion.V2 && at.equals(mountPoint) && hasStat(at))) {
        return at;
      }
      if (at.equals(mountPoint)) {
        return null;
      }
    }
    return null;
  }

  /**
   * Returns whether a mount point of v2 shows the root cgroup, and it has no memory.stat, as up to
   * 5.4 (CFTYPE_NOT_ON_ROOT, mm/memcontrol.c). Any other cgroup with the controller has
   * memory.current.
   */
  static boolean isBareRoot(Path mountPoint) {
    try {
      String controllers = FileTree.read(mountPoint.resolve("cgroup.controllers")).trim();
      return ProcCgroup.containsToken(controllers.replace(' ', ','), "memory")
          && !hasUsage(CgroupVersion.V2, mountPoint)
          && !hasStat(mountPoint);
    } catch (IOException | SecurityException e) {
      return false;
    }
  }

  /**
   * Returns the directories above that are charged too and have a limit, the nearest first, up to
   * the mount point. A directory that cannot be searched is included, because it may have a limit.
   */
  static List<Path> ancestors(CgroupVersion version, Path directory, Path mountPoint) {
    String limit = version == CgroupVersion.V1 ? "memory.limit_in_bytes" : "memory.max";
    List<Path> ancestors = new ArrayList<>(4);
    Path at = directory;
    while (at != null && !at.equals(mountPoint)) {
      at = at.getParent();
      if (at != null && version == CgroupVersion.V1 && !isChargedForChildren(at)) {
        break;
      }
      if (at != null && mayExist(at.resolve(limit))) {
        ancestors.add(at);
      }
    }
    return ancestors;
  }

  /**
   * Whether a v1 group is charged for those below it. Before 5.11 it is not, and neither are those
   * above it, where its memory.use_hierarchy is 0 (mem_cgroup_css_alloc, mm/memcontrol.c), as a new
   * group has it on a machine without systemd.
   */
  private static boolean isChargedForChildren(Path directory) {
    try {
      return !FileTree.read(directory.resolve("memory.use_hierarchy")).startsWith("0");
    } catch (IOException | SecurityException e) {
      return true; // it may be
    }
  }

  private static boolean mayExist(Path file) {
    try {
      return FileTree.exists(file);
    } catch (AccessDeniedException e) {
      return true;
    }
  }

  /**
   * Returns whether cgroup.procs lists the process. Null means unknown: the file cannot be read (a
   * threaded cgroup returns EOPNOTSUPP) or the process ID is unknown.
   */
  static @Nullable Boolean holds(Path directory, @Nullable Integer pid) {
    String processes;
    try {
      processes = FileTree.read(directory.resolve("cgroup.procs"));
    } catch (IOException | SecurityException e) {
      return null;
    }
    if (processes.isEmpty()) {
      return Boolean.FALSE;
    }
    if (pid == null) {
      return null;
    }
    String line = pid + "\n";
    return processes.startsWith(line) || processes.contains("\n" + line);
  }
}
