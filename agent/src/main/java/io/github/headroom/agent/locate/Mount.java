package io.github.headroom.agent.locate;

import org.jspecify.annotations.Nullable;

/** One line of /proc/PID/mountinfo. Numbers in parentheses are those of proc(5). */
final class Mount {

  /** (1) mount ID. */
  final int id;

  /** (2) mount ID of the parent mount. The root of all mounts has its own ID. */
  final int parent;

  /** (4) directory of the file system that is the root of this mount, unescaped. */
  final String root;

  /** (5) mount point as the process sees it, unescaped. */
  final String point;

  /** (9) type of the file system. */
  final String type;

  /**
   * (11) options of the file system: the rest of the line. On v1 they name the controllers. Empty
   * for other file systems: those of overlayfs have several KiB.
   */
  final String superOptions;

  Mount(int id, int parent, String root, String point, String type, String superOptions) {
    this.id = id;
    this.parent = parent;
    this.root = root;
    this.point = point;
    this.type = type;
    this.superOptions = superOptions;
  }

  /** Returns whether it is attached to another mount. The root of all mounts is not. */
  boolean isAttached() {
    return parent != id;
  }

  /**
   * Returns whether it shows the given hierarchy. The name of the mount point does not show that.
   */
  boolean shows(CgroupVersion version) {
    return version == CgroupVersion.V2
        ? type.equals("cgroup2")
        : type.equals("cgroup") && ProcCgroup.containsToken(superOptions, "memory");
  }

  /**
   * Returns the cgroup's path below the mount point: "" for the mount point itself, else a path
   * that starts with a slash.
   *
   * <p>Returns null if this mount does not show the cgroup or if that is unknown. Both paths are
   * relative to the root of the reader's cgroup namespace. With a mount root of {@code /..} the
   * path back down has no name.
   */
  @Nullable String below(String cgroup) {
    String rest;
    if (root.equals("/")) {
      rest = cgroup.equals("/") ? "" : cgroup;
    } else if (cgroup.equals(root)) {
      rest = "";
    } else if (cgroup.startsWith(root) && cgroup.charAt(root.length()) == '/') {
      rest = cgroup.substring(root.length());
    } else {
      return null;
    }
    return rest.equals("/..") || rest.startsWith("/../") ? null : rest;
  }
}
