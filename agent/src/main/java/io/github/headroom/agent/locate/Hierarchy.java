package io.github.headroom.agent.locate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hierarchy with the memory controller, through the mounts that show it or a part of it. */
final class Hierarchy {

  private final CgroupVersion version;
  private final List<Mount> mounts;
  private final FileTree files;

  /** What stands before a mount point to reach it: nothing, or /proc/PID/root. */
  private final String seenFrom;

  Hierarchy(CgroupVersion version, List<Mount> visible, FileTree files, String seenFrom) {
    this.version = version;
    this.mounts = preferred(visible);
    this.files = files;
    this.seenFrom = seenFrom;
  }

  /** The usual place first, then the mounts that show most: their roots are the shortest. */
  private static List<Mount> preferred(List<Mount> visible) {
    List<Mount> sorted = new ArrayList<>(visible.size());
    for (int i = 0; i < visible.size(); i++) {
      Mount mount = visible.get(i);
      int at = 0;
      while (at < sorted.size() && !precedes(mount, sorted.get(at))) {
        at++;
      }
      sorted.add(at, mount);
    }
    return sorted;
  }

  private static boolean precedes(Mount a, Mount b) {
    boolean usual = a.point.startsWith("/sys/fs/cgroup");
    return usual == b.point.startsWith("/sys/fs/cgroup")
        ? a.root.length() < b.root.length()
        : usual;
  }

  /**
   * @param path the process's cgroup, as /proc/PID/cgroup has it
   */
  Location locate(String path, String pid) {
    Path without = null;
    for (int i = 0; i < mounts.size(); i++) {
      Mount mount = mounts.get(i);
      String below = mount.below(path);
      Path top = path(mount, "");
      Path directory = below == null ? null : path(mount, below);
      if (top != null && directory != null && Files.isDirectory(directory)) {
        Path charged = CgroupDirectory.charged(version, directory, top);
        if (charged != null) {
          String why =
              charged.equals(directory)
                  ? "it is the one that /proc/" + pid + "/cgroup names"
                  : "the nearest above the process's own that has the memory controller";
          return found(path, charged, top, why);
        }
        without = directory;
      }
    }
    if (without != null) {
      return Location.missing(
          without + " has no memory controller, nor has a cgroup above it that is in sight");
    }
    int number = number(pid);
    for (int i = 0; i < mounts.size(); i++) {
      Location location = search(mounts.get(i), path, number);
      if (location != null) {
        return location;
      }
    }
    Mount first = mounts.get(0);
    return Location.missing(
        "cgroup "
            + path
            + " lies outside of "
            + first.root
            + ", which is mounted at "
            + first.point);
  }

  /** The way for a path that the mount does not show: directories that the process is in. */
  private @Nullable Location search(Mount mount, String path, int pid) {
    Path top = path(mount, "");
    if (top == null) {
      return null;
    }
    // Both paths count from the namespace's root, so with one outside of it there is no doubt that
    // this is another cgroup; else /proc may have been written by another hand (gVisor, lxcfs).
    int slash = mount.root.startsWith("/..") || path.startsWith("/..") ? -1 : 0;
    while (slash >= 0) {
      Location location = guess(path, path(mount, path.substring(slash)), top, pid);
      if (location != null) {
        return location;
      }
      slash = path.indexOf('/', slash + 1);
      if (slash < 0) {
        location = guess(path, top, top, pid);
        if (location != null) {
          return location;
        }
      }
    }
    Path home = pid > 0 ? CgroupSearch.find(top, pid) : null;
    Path charged = home == null ? null : CgroupDirectory.charged(version, home, top);
    return charged == null
        ? null
        : found(path, charged, top, "cgroup.procs lists the process in " + home);
  }

  private @Nullable Location guess(String path, @Nullable Path directory, Path top, int pid) {
    if (directory == null || !CgroupDirectory.hasUsage(version, directory)) {
      return null;
    }
    Boolean holds = CgroupDirectory.holds(directory, pid);
    if (holds == null) {
      return found(path, directory, top, "the nearest in sight to the process's own, not verified");
    }
    return holds ? found(path, directory, top, "cgroup.procs lists the process here") : null;
  }

  private Location found(String path, Path directory, Path top, String why) {
    Path usage = CgroupDirectory.usage(version, directory);
    if (!Files.exists(usage)) {
      why += "; it is the root cgroup, which has no memory.current";
    } else if (!Files.isReadable(usage)) {
      return Location.missing(usage + ": permission denied");
    } else if (!CgroupDirectory.hasStat(directory)) {
      why += "; it has no memory.stat, as under gVisor: only usage and limit are published";
    }
    List<Path> ancestors = CgroupDirectory.ancestors(version, directory, top);
    return Location.found(new MemoryCgroup(version, path, directory, ancestors), why);
  }

  /** Null for a name that the JVM's file name encoding cannot express. */
  private @Nullable Path path(Mount mount, String below) {
    try {
      return files.path(seenFrom + mount.point + below);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** The process's number, 0 if unknown. */
  private int number(String pid) {
    try {
      if (!pid.equals("self")) {
        return Integer.parseInt(pid);
      }
      String stat = FileTree.read(files.path("/proc/self/stat"));
      return Integer.parseInt(stat.substring(0, Math.max(0, stat.indexOf(' '))));
    } catch (IOException | NumberFormatException | SecurityException e) {
      return 0;
    }
  }
}
