package io.github.headroom.agent.locate;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the container ID that the runtime assigned, OpenTelemetry's {@code container.id}: 64
 * hexadecimal digits, or on ECS 32 digits, a hyphen and a number.
 */
public final class ContainerId {

  private ContainerId() {}

  /** Returns the ID of the process's container, or null if there is none or it is unknown. */
  public static @Nullable String of(Path root, String pid) {
    FileTree files = new FileTree(root);
    try {
      return find(
          FileTree.read(files.path("/proc/" + pid + "/cgroup")),
          MountInfo.read(files.path("/proc/" + pid + "/mountinfo")));
    } catch (IOException | InvalidPathException | SecurityException e) {
      return null;
    }
  }

  /**
   * Finds the ID in the text of /proc/PID/cgroup, then in /proc/PID/mountinfo. With a private
   * cgroup namespace the first does not contain it.
   */
  static @Nullable String find(String cgroup, MountInfo mounts) {
    int start = 0;
    for (int line = 0; start < cgroup.length() && line < ProcCgroup.MAX_LINES; line++) {
      int end = cgroup.indexOf('\n', start);
      end = end < 0 ? cgroup.length() : end;
      String id = inCgroupPath(cgroup.substring(start, end));
      if (id != null) {
        return id;
      }
      start = end + 1;
    }
    return inMounts(mounts.mounts());
  }

  /**
   * Returns the last path segment that is an ID. For a container in a container this is the inner
   * one.
   */
  private static @Nullable String inCgroupPath(String line) {
    int end = line.length();
    for (int slash = line.lastIndexOf('/'); slash >= 0; slash = line.lastIndexOf('/', slash - 1)) {
      String name = line.substring(slash + 1, end);
      end = slash;
      if (name.endsWith(".scope")) {
        name = name.substring(0, name.length() - ".scope".length());
      }
      // Expected: cri-containerd-ID, docker-ID, libpod-ID and kubepods-x.slice:cri-containerd:ID.
      // crio-conmon-ID and libpod-conmon-ID belong to the container's monitor.
      if (name.indexOf("conmon-") < 0) {
        int prefix = name.lastIndexOf(':') + 1;
        if (isEcsId(name, prefix)) {
          return name.substring(prefix);
        }
        prefix = Math.max(prefix, name.lastIndexOf('-') + 1);
        if (name.length() - prefix == 64 && isHex(name, prefix, name.length())) {
          return name.substring(prefix);
        }
      }
      if (slash == 0) {
        break;
      }
    }
    return null;
  }

  /**
   * Docker, Podman and CRI-O mount files such as /etc/hostname from a directory named by the ID. In
   * a Kubernetes pod these files and the ID belong to the sandbox, which all containers of the pod
   * share, so the result is null.
   */
  private static @Nullable String inMounts(List<Mount> mounts) {
    String found = null;
    for (int i = 0; i < mounts.size(); i++) {
      Mount mount = mounts.get(i);
      if (mount.point.equals("/dev/termination-log")
          || mount.point.startsWith("/var/run/secrets/kubernetes.io")
          || mount.point.startsWith("/run/secrets/kubernetes.io")
          || mount.root.indexOf("/kubelet/pods/") >= 0
          || mount.root.indexOf("/sandboxes/") >= 0) {
        return null;
      }
      if (found == null
          && (mount.point.equals("/etc/hostname")
              || mount.point.equals("/etc/hosts")
              || mount.point.equals("/etc/resolv.conf")
              || mount.point.equals("/run/.containerenv"))) {
        found = inMountRoot(mount.root);
      }
    }
    return found;
  }

  /**
   * Matches {@code .../containers/ID/hostname} and {@code
   * .../overlay-containers/ID/userdata/hostname}.
   */
  private static @Nullable String inMountRoot(String root) {
    int at = root.indexOf("containers/");
    while (at >= 0) {
      int start = at + "containers/".length();
      int end = start + 64;
      if (end < root.length() && root.charAt(end) == '/' && isHex(root, start, end)) {
        return root.substring(start, end);
      }
      at = root.indexOf("containers/", start);
    }
    return null;
  }

  private static boolean isEcsId(String name, int start) {
    int hyphen = start + 32;
    if (name.length() <= hyphen + 1 || name.charAt(hyphen) != '-' || !isHex(name, start, hyphen)) {
      return false;
    }
    for (int i = hyphen + 1; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}
