package io.github.headroom.agent.locate;

import org.jspecify.annotations.Nullable;

/** One line of /proc/PID/mountinfo; numbers in brackets are those of proc(5). */
final class Mount {

  /** (1) mount ID. */
  final int id;

  /** (2) mount ID of the mount this one is attached to; its own for the root of all mounts. */
  final int parent;

  /** (4) the directory of the file system that is the root of this mount, unescaped. */
  final String root;

  /** (5) the mount point, as the process sees it, unescaped. */
  final String point;

  /** (9) type of the file system. */
  final String type;

  /** (11) options of the file system, the rest of the line; v1 names its controllers here. */
  final String superOptions;

  Mount(int id, int parent, String root, String point, String type, String superOptions) {
    this.id = id;
    this.parent = parent;
    this.root = root;
    this.point = point;
    this.type = type;
    this.superOptions = superOptions;
  }

  /** Whether it is attached to another mount: the root of all mounts is not. */
  boolean isAttached() {
    return parent != id;
  }

  /** Whether it shows the given hierarchy; the name of the mount point does not show that. */
  boolean shows(CgroupVersion version) {
    return version == CgroupVersion.V2
        ? type.equals("cgroup2")
        : type.equals("cgroup") && ProcCgroup.containsToken(superOptions, "memory");
  }

  /**
   * Where a cgroup lies below the mount point: "" is the mount point itself, else it starts with a
   * slash. Null when this mount does not show it, or where that is not known: both paths are
   * relative to the root of the reader's cgroup namespace, and with a mount root of {@code /..} the
   * way back down has no name.
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
