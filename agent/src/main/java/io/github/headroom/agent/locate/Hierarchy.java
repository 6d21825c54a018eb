package io.github.headroom.agent.locate;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hierarchy that has the memory controller, seen through the mounts that show all or part of
 * it.
 */
final class Hierarchy {

  private final CgroupVersion version;
  private final List<Mount> mounts;
  private final FileTree files;

  /** The prefix of every mount point: empty, or /proc/PID/root. */
  private final String seenFrom;

  /** Mounts in which no directory has the cgroup's name. {@link #named} adds them. */
  private final List<Mount> unnamed = new ArrayList<>(2);

  /** A directory without memory files, on the path up from the process's own. */
  private @Nullable Path without;

  /** The root cgroup of v2, which is charged and shows no figures. */
  private @Nullable Path bareRoot;

  /** A file or directory that cannot be accessed. */
  private @Nullable String denied;

  Hierarchy(CgroupVersion version, List<Mount> visible, FileTree files, String seenFrom) {
    this.version = version;
    this.mounts = preferred(visible);
    this.files = files;
    this.seenFrom = seenFrom;
  }

  /**
   * Sorts the usual mount point first, then the mounts that show the most. Their roots are the
   * shortest.
   */
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
   * Finds the cgroup through the mounts.
   *
   * @param path the process's cgroup, as in /proc/PID/cgroup
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
    Integer number = number(pid);
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
    if (bareRoot != null) {
      return bareRoot + " is the root cgroup, which has no memory.stat on this kernel";
    }
    if (without != null) {
      return without
          + " has no memory controller, and no visible cgroup above it has one"
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
   * Returns the directory that is charged for the cgroup if this mount shows the cgroup by name.
   * Returns null if the mount does not show it, or if no directory on the path up has memory files.
   */
  private @Nullable Path named(Mount mount, String path) {
    Path top = path(mount, "");
    Path directory = path(mount, mount.below(path));
    try {
      if (top == null || directory == null || !FileTree.isDirectory(directory)) {
        unnamed.add(mount);
        return null;
      }
      return charged(directory, top);
    } catch (AccessDeniedException e) {
      denied = e.getFile();
      return null;
    }
  }

  /** Searches for the process when the mount does not show its path. */
  private @Nullable Location search(Mount mount, String path, @Nullable Integer pid) {
    // Both paths are relative to the root of the namespace. If one lies outside of it, this is
    // certainly another cgroup. Otherwise /proc may not match the mount, as under gVisor and lxcfs.
    if (!mount.root.startsWith("/..") && !path.startsWith("/..")) {
      for (int slash = 0; slash >= 0; slash = path.indexOf('/', slash + 1)) {
        Location location = guess(path, path.substring(slash), mount, pid);
        if (location != null) {
          return location;
        }
      }
      Location location = guess(path, "", mount, pid);
      if (location != null) {
        return location;
      }
    }
    Path home = home(mount, pid);
    Path charged = home == null ? null : charged(home, mount);
    return charged == null
        ? null
        : found(path, charged, mount, "cgroup.procs lists the process in " + home, pid);
  }

  private @Nullable Location guess(String path, String below, Mount mount, @Nullable Integer pid) {
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
      String why = "the visible one nearest to the process's own, not verified";
      return found(path, directory, mount, why, pid);
    }
    return holds ? found(path, directory, mount, "cgroup.procs lists the process here", pid) : null;
  }

  /**
   * Returns the directory below a mount point that contains the process, or null if none is
   * visible.
   */
  private @Nullable Path home(Mount mount, @Nullable Integer pid) {
    Path top = path(mount, "");
    if (top == null || pid == null) {
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
      return top == null ? null : charged(home, top);
    } catch (AccessDeniedException e) {
      denied = e.getFile();
      return null;
    }
  }

  private @Nullable Path charged(Path directory, Path top) throws AccessDeniedException {
    Path charged = CgroupDirectory.charged(version, directory, top);
    if (charged == null) {
      without = directory;
      bareRoot = version == CgroupVersion.V2 && CgroupDirectory.isBareRoot(top) ? top : bareRoot;
    }
    return charged;
  }

  private Location found(
      String path, Path directory, Mount mount, String why, @Nullable Integer pid) {
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
      why += "; " + denied + ": permission denied, limits there are unknown";
    }
    return Location.found(new MemoryCgroup(version, path, directory, ancestors), why);
  }

  /**
   * Returns the ancestors from the mount that shows the most of them. Besides the container's own
   * mount there may be one of the host's tree.
   */
  private List<Path> ancestors(Mount taken, Path directory, String path, @Nullable Integer pid) {
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

  /**
   * Returns null if the mount does not show the path, or if the JVM's encoding cannot express it.
   */
  private @Nullable Path path(Mount mount, @Nullable String below) {
    try {
      return below == null ? null : files.path(seenFrom + mount.point + below);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** Returns the process ID, or null if it is unknown. */
  private @Nullable Integer number(String pid) {
    try {
      if (!pid.equals("self")) {
        return positive(pid);
      }
      String stat = FileTree.read(files.path("/proc/self/stat"));
      return positive(stat.substring(0, Math.max(0, stat.indexOf(' '))));
    } catch (IOException | NumberFormatException | SecurityException e) {
      return null;
    }
  }

  private static @Nullable Integer positive(String digits) {
    int number = Integer.parseInt(digits);
    return number > 0 ? number : null;
  }
}
