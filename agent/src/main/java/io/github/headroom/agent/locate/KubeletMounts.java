package io.github.headroom.agent.locate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the kubelet has bound into this container, by the directories of the node that
 * /proc/self/mountinfo names. A runtime that shares no file system with the node (Kata, gVisor)
 * shows none of it.
 */
public final class KubeletMounts {

  private static final String EMPTY_DIR = "/volumes/kubernetes.io~empty-dir/";

  /** Digits of the name that the kubelet gives to a termination log. */
  private static final int LOG_DIGITS = 8;

  private KubeletMounts() {}

  /**
   * The mount point of the emptyDir that a file is on, links followed; null where it is on none.
   * One with {@code medium: Memory} is none: its mount does not name it.
   *
   * <p>The kubelet binds a directory of the node, {@code
   * .../pods/UID/volumes/kubernetes.io~empty-dir/NAME}. No other pod has it, it outlives the
   * container and goes with the pod.
   *
   * @throws IOException /proc/self/mountinfo cannot be read
   */
  public static @Nullable Path emptyDir(Path file, Path root) throws IOException {
    String place = real(file).toString();
    List<Mount> mounts = mounts(root);
    Mount deepest = null;
    for (int i = 0; i < mounts.size(); i++) {
      Mount mount = mounts.get(i);
      // The last of two on the same point is the one in sight.
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
   * This container's name in its pod; null where it is not known, as outside of Kubernetes.
   *
   * <p>The kubelet binds the termination log, whatever its path in the container, from {@code
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
      // Not known.
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
    return MountInfo.parse(FileTree.read(root.resolve("proc/self/mountinfo"))).mounts();
  }

  /** Mount points are without links; the path of -javaagent may lead through some. */
  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) { // replaced since the start, or out of reach
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
