package io.github.headroom.agent.locate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * /proc/PID/mountinfo, see proc(5):
 *
 * <pre>
 * 36 35 98:0 /mnt1 /mnt/parent rw,noatime master:1 - ext3 /dev/root rw,errors=continue
 * (1)(2)(3)  (4)   (5)         (6)        (7)     (8)(9)  (10)      (11)
 * </pre>
 *
 * (7) is any number of optional fields, also none, ended by (8), a hyphen alone. Space, tab,
 * newline and backslash in (4) and (5) are written as octal escapes. WSL leaves raw spaces in (11)
 * (microsoft/WSL#10056), so (11) is the rest of the line.
 */
public final class MountInfo {

  static final int MAX_LINES = 10_000;

  private final List<Mount> mounts = new ArrayList<>();
  private int lines;

  private MountInfo() {}

  /**
   * Reads a file part by part. A container that sees its node's mounts has thousands of lines, and
   * a line of overlayfs has several KiB.
   *
   * @throws IOException if the file does not exist or cannot be read
   */
  public static MountInfo read(Path file) throws IOException {
    MountInfo info = new MountInfo();
    byte[] part = new byte[8192];
    int length = 0;
    try (InputStream in = Files.newInputStream(file)) {
      int read = in.read(part);
      while (read >= 0 && info.lines < MAX_LINES && length < FileTree.MAX_BYTES) {
        length += read;
        int end = endOfLines(part, length);
        info.add(new String(part, 0, end, StandardCharsets.UTF_8));
        length -= end;
        System.arraycopy(part, end, part, 0, length);
        if (length == part.length) {
          part = Arrays.copyOf(part, 2 * length);
        }
        read = in.read(part, length, part.length - length);
      }
    }
    info.add(new String(part, 0, length, StandardCharsets.UTF_8));
    return info;
  }

  /** Returns the index after the last line end, or 0 if there is none. */
  private static int endOfLines(byte[] bytes, int length) {
    int end = length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  /** Skips lines of another form and keeps the rest. */
  public static MountInfo parse(String text) {
    MountInfo info = new MountInfo();
    info.add(text);
    return info;
  }

  private void add(String text) {
    int start = 0;
    for (; start < text.length() && lines < MAX_LINES; lines++) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        end = text.length();
      }
      Mount mount = parseLine(text.substring(start, end));
      if (mount != null) {
        mounts.add(mount);
      }
      start = end + 1;
    }
  }

  private static @Nullable Mount parseLine(String line) {
    String[] fields = new String[6];
    int at = 0;
    for (int i = 0; i < fields.length; i++) {
      int space = line.indexOf(' ', at);
      if (space < 0) {
        return null;
      }
      fields[i] = line.substring(at, space);
      at = space + 1;
    }
    // Optional fields may contain hyphens. Only a field that is one hyphen ends them.
    int separator = line.startsWith("- ", at) ? at - 1 : line.indexOf(" - ", at);
    if (separator < 0) {
      return null;
    }
    int type = separator + 3;
    int source = line.indexOf(' ', type) + 1;
    int options = source == 0 ? 0 : line.indexOf(' ', source) + 1;
    Integer id = number(fields[0]);
    Integer parent = number(fields[1]);
    if (options == 0 || id == null || parent == null || !fields[4].startsWith("/")) {
      return null;
    }
    String fileSystem = line.substring(type, source - 1);
    return new Mount(
        id,
        parent,
        unescape(fields[3]),
        unescape(fields[4]),
        fileSystem,
        fileSystem.startsWith("cgroup") ? line.substring(options) : "");
  }

  private static @Nullable Integer number(String digits) {
    try {
      int number = Integer.parseInt(digits);
      return number < 0 ? null : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static String unescape(String field) {
    int at = field.indexOf('\\');
    if (at < 0) {
      return field;
    }
    StringBuilder plain = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && octal(field, i + 1) && octal(field, i + 2) && octal(field, i + 3)) {
        c = (char) Integer.parseInt(field.substring(i + 1, i + 4), 8);
        i += 3;
      }
      plain.append(c);
    }
    return plain.toString();
  }

  private static boolean octal(String field, int at) {
    return at < field.length() && field.charAt(at) >= '0' && field.charAt(at) <= '7';
  }

  /** Returns the unescaped mount points of file systems of that type, in the order of the file. */
  public List<String> pointsOf(String type) {
    List<String> points = new ArrayList<>();
    for (int i = 0; i < mounts.size(); i++) {
      if (mounts.get(i).type.equals(type)) {
        points.add(mounts.get(i).point);
      }
    }
    return points;
  }

  /** Returns all mounts in the order of the file. */
  List<Mount> mounts() {
    return mounts;
  }

  /**
   * Returns the mounts that show the hierarchy and are not hidden by others, in the order of the
   * file.
   */
  List<Mount> visible(CgroupVersion version) {
    List<Mount> visible = new ArrayList<>();
    for (int i = 0; i < mounts.size(); i++) {
      Mount mount = mounts.get(i);
      if (mount.shows(version) && !hidden(mount)) {
        visible.add(mount);
      }
    }
    return visible;
  }

  /**
   * Returns whether a lookup of the mount point ends in another mount. This happens when another
   * mount is on top of it, or over a directory on its path: at each step of a lookup, the mount
   * attached to this directory of this mount takes over (filesystems/path-lookup.rst).
   *
   * <p>A mount that is its own parent is the root of the mount namespace and attached to nothing
   * (proc_pid_mountinfo(5)), as on a system that runs from its initramfs. A lookup begins below
   * whatever is mounted over the process's root, so such a mount hides nothing.
   */
  private boolean hidden(Mount mount) {
    boolean later = false;
    for (int i = 0; i < mounts.size(); i++) {
      Mount other = mounts.get(i);
      if (other == mount) {
        later = true;
      } else if (other.isAttached()
          && other.point.equals(mount.point)
          && (other.parent == mount.id || (later && other.parent == mount.parent))) {
        return true;
      }
    }
    Mount step = mount;
    // Take at most as many steps as there are mounts, so that IDs that form a cycle end too.
    for (int depth = 0; depth < mounts.size(); depth++) {
      Mount below = null;
      for (int i = 0; i < mounts.size(); i++) {
        Mount other = mounts.get(i);
        if (other.id == step.parent && other != step) {
          below = other;
        }
        if (other.parent == step.parent
            && other != step
            && other.isAttached()
            && isAbove(other.point, step.point)) {
          return true;
        }
      }
      if (below == null || !step.isAttached()) {
        return false;
      }
      if (below.point.equals(step.point) && below.point.equals("/")) {
        return true; // it is attached to a mount over the process's root
      }
      step = below;
    }
    return false;
  }

  private static boolean isAbove(String directory, String path) {
    return directory.length() < path.length()
        && path.startsWith(directory)
        && path.charAt(directory.length()) == '/';
  }
}
