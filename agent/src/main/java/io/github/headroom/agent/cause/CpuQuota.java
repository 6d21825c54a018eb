package io.github.headroom.agent.cause;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How much of one processor the CPU quotas of this process's cgroups leave: cpu.max (v2) or
 * cpu.cfs_quota_us and cpu.cfs_period_us (v1), see sched-bwc.rst of the kernel. What one thread
 * does takes so much longer. The JDK only has the number of processors, which is at least 1.
 */
final class CpuQuota {

  private static final int MOST_BYTES = 8192;

  private CpuQuota() {}

  /**
   * Above 0, and 1 where a thread may run all the time, or no quota can be read. The cgroup and
   * those above it are asked, as far as they can be seen below the usual mount points.
   */
  static double share(Path root) {
    String cgroups = SmallFile.read(root.resolve("proc/self/cgroup"), MOST_BYTES);
    double share = 1;
    for (int at = 0; cgroups != null && at < cgroups.length(); ) {
      int end = cgroups.indexOf('\n', at);
      end = end < 0 ? cgroups.length() : end;
      share = Math.min(share, ofLine(root.resolve("sys/fs/cgroup"), cgroups.substring(at, end)));
      at = end + 1;
    }
    return share;
  }

  /** A line of /proc/self/cgroup: number, controllers and path, with colons between. */
  private static double ofLine(Path mounts, String line) {
    int controllers = line.indexOf(':') + 1;
    int path = line.indexOf(":/", controllers);
    if (controllers == 0 || path < 0) {
      return 1;
    }
    boolean v2 = path == controllers;
    if (!v2 && !(',' + line.substring(controllers, path) + ',').contains(",cpu,")) {
      return 1;
    }
    Path top = v2 ? mounts : mounts.resolve("cpu");
    String below = line.substring(path + 2);
    double share = 1;
    // Of a container the path may be the host's, which is not to be seen: its top is its own.
    Path group = below.contains("..") ? top : top.resolve(below);
    for (Path at = group; at != null && at.startsWith(top); at = at.getParent()) {
      share = Math.min(share, v2 ? ofMax(at) : ofQuota(at));
    }
    return share;
  }

  private static double ofMax(Path group) {
    String max = SmallFile.read(group.resolve("cpu.max"), MOST_BYTES);
    int space = max == null ? -1 : max.indexOf(' ');
    return max == null || space < 0 ? 1 : share(max.substring(0, space), max.substring(space));
  }

  private static double ofQuota(Path group) {
    return share(
        SmallFile.read(group.resolve("cpu.cfs_quota_us"), MOST_BYTES),
        SmallFile.read(group.resolve("cpu.cfs_period_us"), MOST_BYTES));
  }

  /** Without a quota it is "max" (v2) or -1 (v1). */
  private static double share(@Nullable String quota, @Nullable String period) {
    if (quota == null || period == null) {
      return 1;
    }
    try {
      long run = Long.parseLong(quota.trim());
      long each = Long.parseLong(period.trim());
      return run > 0 && each > 0 ? Math.min(1, run / (double) each) : 1;
    } catch (NumberFormatException e) {
      return 1;
    }
  }
}
