package io.github.headroom.agent.locate;

import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the memory cgroup that a process is charged to.
 *
 * <p>/proc/PID/cgroup has the cgroup's path, and /proc/PID/mountinfo shows where its hierarchy is
 * mounted. Both paths are relative to the root of the reader's cgroup namespace
 * (cgroup_namespaces(7)). If the two do not match, a directory counts only when its cgroup.procs
 * lists the process. /proc/cgroups is not used: on some kernels it omits controllers (JDK-8349988).
 */
public final class CgroupLocator {

  private final FileTree files;

  /** Reads /proc and the mount points below this root: {@code /} or a test's directory. */
  public CgroupLocator(Path root) {
    this(root, null);
  }

  /**
   * @param copy the same root if the tree was copied from another machine, else null
   */
  public CgroupLocator(Path root, @Nullable CopiedTree copy) {
    this.files = new FileTree(root, copy);
  }

  /**
   * Locates the cgroup. Never throws because of what the files contain or lack; {@link
   * Location#reason()} has the reason.
   *
   * @param pid {@code self} or a process ID as /proc shows it
   */
  public Location locate(String pid) {
    String proc = "/proc/" + pid;
    String file = proc + "/cgroup";
    try {
      ProcCgroup cgroups = ProcCgroup.parse(FileTree.read(files.path(file)));
      file = proc + "/mountinfo";
      MountInfo mounts = MountInfo.read(files.path(file));
      file = proc + "/ns/mnt";
      String seenFrom = seesOurMounts(pid) ? "" : proc + "/root";
      return locate(pid, cgroups, mounts, seenFrom);
    } catch (NoSuchFileException e) {
      return Location.missing(whyAbsent(pid, file));
    } catch (AccessDeniedException | SecurityException e) {
      return Location.missing(file + ": permission denied");
    } catch (FileSystemException e) {
      return Location.missing(file + ": " + Printable.piece(e.getReason()));
    } catch (IOException | InvalidPathException e) {
      return Location.missing(file + ": " + Printable.piece(e.getMessage()));
    }
  }

  private String whyAbsent(String pid, String file) {
    try {
      if (FileTree.isDirectory(files.path("/proc/" + pid))) {
        return file + " does not exist: the kernel has no cgroups, or gVisor does not show them";
      }
    } catch (AccessDeniedException e) {
      return "/proc/" + pid + ": permission denied";
    }
    return pid.equals("self")
        ? "/proc/self does not exist: this is not Linux, or /proc is not mounted"
        : "/proc/" + pid + " does not exist: there is no such process, or hidepid hides it";
  }

  private Location locate(String pid, ProcCgroup cgroups, MountInfo mounts, String seenFrom) {
    String memory = cgroups.v1Path();
    String unified = cgroups.unifiedPath();
    if (memory == null
        && cgroups.hasV1Controllers()
        && mounts.visible(CgroupVersion.V2).isEmpty()) {
      return Location.missing(
          "/proc/"
              + pid
              + "/cgroup: no line has the memory controller, and no mount of cgroup v2 is visible:"
              + " the controller is off in the kernel (cgroup_enable=memory in its command line"
              + " turns it on), or it is in cgroup v2");
    }
    if (memory == null && unified == null) {
      return Location.missing(
          "/proc/" + pid + "/cgroup: expected a line \"N:memory:/...\" or \"0::/...\", found none");
    }
    // In the hybrid layout both exist, and the memory controller is in the v1 hierarchy.
    Location inV1 = memory == null ? null : in(CgroupVersion.V1, memory, mounts, pid, seenFrom);
    if (unified == null || (inV1 != null && inV1.found())) {
      return Objects.requireNonNull(inV1);
    }
    Location inV2 = in(CgroupVersion.V2, unified, mounts, pid, seenFrom);
    return inV1 == null || inV2.found() ? inV2 : inV1;
  }

  private Location in(
      CgroupVersion version, String path, MountInfo mounts, String pid, String seenFrom) {
    List<Mount> visible = mounts.visible(version);
    if (visible.isEmpty()) {
      String hierarchy = version == CgroupVersion.V1 ? "the v1 memory hierarchy" : "cgroup v2";
      return Location.missing(
          "/proc/"
              + pid
              + "/mountinfo: expected a mount of "
              + hierarchy
              + ", found no visible one");
    }
    return new Hierarchy(version, visible, files, seenFrom).locate(path, pid);
  }

  /**
   * Returns whether the process has our mount namespace. If not, its mount points are below
   * /proc/PID/root.
   */
  private boolean seesOurMounts(String pid) throws IOException {
    if (pid.equals("self")) {
      return true;
    }
    try {
      Path theirs = Files.readSymbolicLink(files.path("/proc/" + pid + "/ns/mnt"));
      return theirs.equals(Files.readSymbolicLink(files.path("/proc/self/ns/mnt")));
    } catch (NoSuchFileException | NotLinkException e) {
      return true; // a kernel without namespaces
    }
  }
}
