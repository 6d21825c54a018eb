package io.github.headroom.agent.locate;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a directory is the wanted memory cgroup, by the files in it. */
final class CgroupDirectory {

  private CgroupDirectory() {}

  /** The file that every memory cgroup has, but the root of v2. */
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
   * From the directory up to the mount point the first that has memory files; null if none has.
   *
   * @throws AccessDeniedException when it is not known whether a directory has them: the ones above
   *     may be charged for other processes, too
   */
  static @Nullable Path charged(CgroupVersion version, Path directory, Path mountPoint)
      throws AccessDeniedException {
    for (Path at = directory; at != null; at = at.getParent()) {
      // Of v2's cgroups only the root has memory.stat and no memory.current.
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
   * Directories above that have a limit, nearest first, up to the mount point; those that may not
   * be looked into are among them, since they may have one.
   */
  static List<Path> ancestors(CgroupVersion version, Path directory, Path mountPoint) {
    String limit = version == CgroupVersion.V1 ? "memory.limit_in_bytes" : "memory.max";
    List<Path> ancestors = new ArrayList<>(4);
    Path at = directory;
    while (at != null && !at.equals(mountPoint)) {
      at = at.getParent();
      if (at != null && mayExist(at.resolve(limit))) {
        ancestors.add(at);
      }
    }
    return ancestors;
  }

  private static boolean mayExist(Path file) {
    try {
      return FileTree.exists(file);
    } catch (AccessDeniedException e) {
      return true;
    }
  }

  /**
   * Whether cgroup.procs lists the process; null when that is not known: the file cannot be read (a
   * threaded cgroup answers EOPNOTSUPP) or no process id is known.
   */
  static @Nullable Boolean holds(Path directory, int pid) {
    String processes;
    try {
      processes = FileTree.read(directory.resolve("cgroup.procs"));
    } catch (IOException | SecurityException e) {
      return null;
    }
    if (processes.isEmpty()) {
      return Boolean.FALSE;
    }
    if (pid <= 0) {
      return null;
    }
    String line = pid + "\n";
    return processes.startsWith(line) || processes.contains("\n" + line);
  }
}
