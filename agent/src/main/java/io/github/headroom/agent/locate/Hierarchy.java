package io.github.headroom.agent.locate;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
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

  /** Mounts in which no directory has the cgroup's name; found out by {@link #named}. */
  private final List<Mount> unnamed = new ArrayList<>(2);

  /** A directory without memory files on the way up from the process's own. */
  private @Nullable Path without;

  /** A file or directory that may not be looked at. */
  private @Nullable String denied;

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
    for (int i = 0; i < mounts.size(); i++) {
      Mount mount = mounts.get(i);
      Path charged = named(mount, path);
      if (charged != null) {
        String why =
            charged.equals(path(mount, mount.below(path)))
                ? "it is the one that /proc/" + pid + "/cgroup names"
                : "the nearest above the process's own that has the memory controller";
        return found(path, charged, mount, why, number(pid));
      }
    }
    int number = number(pid);
    for (int i = 0; i < mounts.size(); i++) {
      Location location =
          unnamed.contains(mounts.get(i)) ? search(mounts.get(i), path, number) : null;
      if (location != null) {
        return location;
      }
    }
    return Location.missing(whyMissing(path));
  }

  private String whyMissing(String path) {
    if (without != null) {
      return without
          + " has no memory controller, nor has a cgroup above it that is in sight"
          + deniedElsewhere();
    }
    if (denied != null && unnamed.size() < mounts.size()) {
      return denied + ": permission denied";
    }
    Mount first = mounts.get(0);
    return "cgroup "
        + path
        + " lies outside of "
        + first.root
        + ", which is mounted at "
        + first.point
        + (path.endsWith(" (deleted)") ? ", or has been removed" : "")
        + deniedElsewhere();
  }

  private String deniedElsewhere() {
    return denied == null ? "" : "; " + denied + ": permission denied";
  }

  /**
   * The directory that is charged for the cgroup, where this mount shows it by its name; null where
   * it does not, or has no memory files on the way up.
   */
  private @Nullable Path named(Mount mount, String path) {
    Path top = path(mount, "");
    Path directory = path(mount, mount.below(path));
    try {
      if (top == null || directory == null || !FileTree.isDirectory(directory)) {
        unnamed.add(mount);
        return null;
      }
      Path charged = CgroupDirectory.charged(version, directory, top);
      if (charged == null) {
        without = directory;
      }
      return charged;
    } catch (AccessDeniedException e) {
      denied = e.getFile();
      return null;
    }
  }

  /** The way for a path that the mount does not show: directories that the process is in. */
  private @Nullable Location search(Mount mount, String path, int pid) {
    // Both paths count from the namespace's root, so with one outside of it there is no doubt that
    // this is another cgroup; else /proc may have been written by another hand (gVisor, lxcfs).
    int slash = mount.root.startsWith("/..") || path.startsWith("/..") ? -1 : 0;
    while (slash >= 0) {
      Location location = guess(path, path.substring(slash), mount, pid);
      if (location != null) {
        return location;
      }
      slash = path.indexOf('/', slash + 1);
      if (slash < 0) {
        location = guess(path, "", mount, pid);
        if (location != null) {
          return location;
        }
      }
    }
    Path home = home(mount, pid);
    Path charged = home == null ? null : charged(home, mount);
    return charged == null
        ? null
        : found(path, charged, mount, "cgroup.procs lists the process in " + home, pid);
  }

  private @Nullable Location guess(String path, String below, Mount mount, int pid) {
    Path directory = path(mount, below);
    try {
      if (directory == null || !CgroupDirectory.hasUsage(version, directory)) {
        return null;
      }
    } catch (AccessDeniedException e) {
      denied = e.getFile();
      return null;
    }
    Boolean holds = CgroupDirectory.holds(directory, pid);
    if (holds == null) {
      String why = "the nearest in sight to the process's own, not verified";
      return found(path, directory, mount, why, pid);
    }
    return holds ? found(path, directory, mount, "cgroup.procs lists the process here", pid) : null;
  }

  /** The directory below a mount point that the process is in; null when it is not in sight. */
  private @Nullable Path home(Mount mount, int pid) {
    Path top = path(mount, "");
    if (top == null || pid <= 0) {
      return null;
    }
    CgroupSearch search = new CgroupSearch(pid);
    Path home = search.find(top);
    if (search.denied() != null) {
      denied = search.denied().toString();
    }
    return home;
  }

  private @Nullable Path charged(Path home, Mount mount) {
    Path top = path(mount, "");
    try {
      Path charged = top == null ? null : CgroupDirectory.charged(version, home, top);
      if (charged == null) {
        without = home;
      }
      return charged;
    } catch (AccessDeniedException e) {
      denied = e.getFile();
      return null;
    }
  }

  private Location found(String path, Path directory, Mount mount, String why, int pid) {
    Path usage = CgroupDirectory.usage(version, directory);
    try {
      if (!FileTree.exists(usage)) {
        why += "; it is the root cgroup, which has no memory.current";
      } else if (!Files.isReadable(usage)) {
        return Location.missing(usage + ": permission denied");
      } else if (!CgroupDirectory.hasStat(directory)) {
        why += "; it has no memory.stat, as under gVisor: only usage and limit are published";
      }
    } catch (AccessDeniedException e) {
      return Location.missing(e.getFile() + ": permission denied");
    }
    List<Path> ancestors = ancestors(mount, directory, path, pid);
    if (denied != null) {
      why += "; " + denied + ": permission denied, limits there are not seen";
    }
    return Location.found(new MemoryCgroup(version, path, directory, ancestors), why);
  }

  /**
   * The ancestors in the mount that shows most of them: beside a container's own mount there may be
   * one of the host's tree.
   */
  private List<Path> ancestors(Mount taken, Path directory, String path, int pid) {
    Path top = path(taken, "");
    List<Path> most =
        top == null ? new ArrayList<>() : CgroupDirectory.ancestors(version, directory, top);
    for (int i = 0; i < mounts.size(); i++) {
      Mount other = mounts.get(i);
      if (other.root.equals(taken.root)) {
        continue;
      }
      Path charged = named(other, path);
      if (charged == null && unnamed.contains(other)) {
        Path home = home(other, pid);
        charged = home == null ? null : charged(home, other);
      }
      Path above = path(other, "");
      if (charged != null && above != null) {
        List<Path> more = CgroupDirectory.ancestors(version, charged, above);
        most = more.size() > most.size() ? more : most;
      }
    }
    return most;
  }

  /** Null for what the mount does not show, or a name that the JVM's encoding cannot express. */
  private @Nullable Path path(Mount mount, @Nullable String below) {
    try {
      return below == null ? null : files.path(seenFrom + mount.point + below);
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
