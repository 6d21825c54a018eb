package io.github.headroom.agent.locate;

import org.jspecify.annotations.Nullable;

/**
 * /proc/PID/cgroup, see cgroups(7): one line a hierarchy, {@code id:controllers:path}.
 *
 * <pre>
 * 4:memory:/docker/4f7b...        v1; joined controllers are listed as "memory,hugetlb"
 * 1:name=systemd:/docker/4f7b...  v1, a hierarchy without controllers
 * 0::/system.slice/app.service    v2
 * </pre>
 *
 * The path is raw: colons, spaces, tabs and backslashes in names stand as they are.
 */
public final class ProcCgroup {

  static final int MAX_LINES = 10_000;

  private final @Nullable String v1Path;
  private final @Nullable String unifiedPath;
  private final boolean v1Controllers;

  private ProcCgroup(@Nullable String v1Path, @Nullable String unifiedPath, boolean v1Controllers) {
    this.v1Path = v1Path;
    this.unifiedPath = unifiedPath;
    this.v1Controllers = v1Controllers;
  }

  /** As {@link #parse(String, String)}, for the memory controller. */
  static ProcCgroup parse(String text) {
    return parse(text, "memory");
  }

  /**
   * Skips lines of another form.
   *
   * @param controller the controller whose v1 hierarchy is wanted
   */
  public static ProcCgroup parse(String text, String controller) {
    String v1 = null;
    String unified = null;
    boolean controllers = false;
    int start = 0;
    for (int line = 0; start < text.length() && line < MAX_LINES; line++) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        end = text.length();
      }
      int first = text.indexOf(':', start);
      int second = first < 0 ? -1 : text.indexOf(':', first + 1);
      // Outside the root of a cgroup namespace the path is "/../..", which also starts with a
      // slash.
      if (second > 0 && second + 1 < end && text.charAt(second + 1) == '/') {
        String path = text.substring(second + 1, end);
        if (second == first + 1 && first == start + 1 && text.charAt(start) == '0') {
          unified = unified == null ? path : unified;
        } else if (!text.startsWith("name=", first + 1)) {
          controllers = true;
          if (containsToken(text.substring(first + 1, second), controller)) {
            v1 = v1 == null ? path : v1;
          }
        }
      }
      start = end + 1;
    }
    return new ProcCgroup(v1, unified, controllers);
  }

  /** Returns the path in the v1 hierarchy that has the controller, or null if there is none. */
  public @Nullable String v1Path() {
    return v1Path;
  }

  /** Returns the path in the v2 hierarchy, whatever its controllers, or null if there is none. */
  public @Nullable String unifiedPath() {
    return unifiedPath;
  }

  /** Returns whether any controller is in a v1 hierarchy. */
  boolean hasV1Controllers() {
    return v1Controllers;
  }

  /**
   * Returns whether a comma-separated list contains the whole token: "memory" is not in
   * "memory2,cpu".
   */
  static boolean containsToken(String list, String token) {
    int at = list.indexOf(token);
    while (at >= 0) {
      int end = at + token.length();
      if ((at == 0 || list.charAt(at - 1) == ',')
          && (end == list.length() || list.charAt(end) == ',')) {
        return true;
      }
      at = list.indexOf(token, at + 1);
    }
    return false;
  }
}
