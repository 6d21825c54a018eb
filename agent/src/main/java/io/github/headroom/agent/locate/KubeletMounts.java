package io.github.headroom.agent.locate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the kubelet has mounted into this container, from the node's directories in
 * /proc/self/mountinfo. A runtime that shares no file system with the node (Kata, gVisor) shows
 * none of them.
 */
public final class KubeletMounts {

  private static final String EMPTY_DIR = "/volumes/kubernetes.io~empty-dir/";

  /** Hexadecimal digits in the kubelet's name of a termination log. */
  private static final int LOG_DIGITS = 8;

  private KubeletMounts() {}

  /**
   * Returns the mount point of the emptyDir that holds a file, with links followed, or null if none
   * does. A volume with {@code medium: Memory} is not recognized, because its mount does not name
   * it.
   *
   * <p>The kubelet mounts a directory of the node, {@code
   * .../pods/UID/volumes/kubernetes.io~empty-dir/NAME}. No other pod uses it. It survives the
   * container and is removed with the pod.
   *
   * @throws IOException if /proc/self/mountinfo cannot be read
   */
  public static @Nullable Path emptyDir(Path file, Path root) throws IOException {
    String place = real(file).toString();
    List<Mount> mounts = mounts(root);
    Mount deepest = null;
    for (int i = 0; i < mounts.size(); i++) {
      Mount mount = mounts.get(i);
      // Of two mounts on the same point, the last is visible.
      if ((deepest == null || mount.point.length() >= deepest.point.length())
          && isWithin(place, mount.point)) {
        deepest = mount;
      }
    }
    return deepest != null && deepest.root.contains(EMPTY_DIR)
        ? file.getFileSystem().getPath(deepest.point)
        : null;
  }

  /**
   * Returns this container's name in its pod, or null if it is unknown, as outside of Kubernetes.
   *
   * <p>The kubelet mounts the termination log, whatever its path in the container, from {@code
   * .../pods/UID/containers/NAME/} and eight hexadecimal digits.
   */
  public static @Nullable String container(Path root) {
    try {
      List<Mount> mounts = mounts(root);
      for (int i = 0; i < mounts.size(); i++) {
        String name = ofTerminationLog(mounts.get(i).root);
        if (name != null) {
          return name;
        }
      }
    } catch (IOException | RuntimeException e) {
      // The name is unknown.
    }
    return null;
  }

  private static @Nullable String ofTerminationLog(String file) {
    int log = file.lastIndexOf('/');
    int name = file.lastIndexOf('/', log - 1);
    int containers = file.lastIndexOf('/', name - 1);
    int uid = file.lastIndexOf('/', containers - 1);
    return uid > 0
            && file.startsWith("/containers/", containers)
            && file.startsWith("pods/", file.lastIndexOf('/', uid - 1) + 1)
            && isHex(file, log + 1)
        ? file.substring(name + 1, log)
        : null;
  }

  private static boolean isHex(String file, int start) {
    for (int i = start; i < file.length(); i++) {
      if (Character.digit(file.charAt(i), 16) < 0) {
        return false;
      }
    }
    return file.length() - start == LOG_DIGITS;
  }

  private static List<Mount> mounts(Path root) throws IOException {
    return MountInfo.read(root.resolve("proc/self/mountinfo")).mounts();
  }

  /** Resolves links: mount points contain none, but the path of -javaagent may. */
  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) { // replaced since the start, or not accessible
      return file;
    }
  }

  private static boolean isWithin(String place, String mount) {
    return place.startsWith(mount)
        && (place.length() == mount.length()
            || mount.equals("/")
            || place.charAt(mount.length()) == '/');
  }
}
