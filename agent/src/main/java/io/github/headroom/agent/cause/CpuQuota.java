package io.github.headroom.agent.cause;

import io.github.headroom.agent.locate.ProcCgroup;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The share of one processor that the CPU quotas of this process's cgroups leave: cpu.max (v2), or
 * cpu.cfs_quota_us and cpu.cfs_period_us (v1); see the kernel's sched-bwc.rst. The work of one
 * thread takes longer by that factor. The JDK rounds the quota to processors, at least 1.
 */
final class CpuQuota {

  private static final int MOST_BYTES = 8192;

  private CpuQuota() {}

  /**
   * Above 0; 1 where a thread may run all the time, or no quota can be read. Reads the cgroup and
   * its ancestors, as far as they are visible below the usual mount points.
   */
  static double share(Path root) {
    String text = SmallFile.read(root.resolve("proc/self/cgroup"), MOST_BYTES);
    if (text == null) {
      return 1;
    }
    ProcCgroup cgroups = ProcCgroup.parse(text, "cpu");
    Path mounts = root.resolve("sys/fs/cgroup");
    return Math.min(
        ofGroup(mounts, cgroups.unifiedPath(), true),
        ofGroup(mounts.resolve("cpu"), cgroups.v1Path(), false));
  }

  /**
   * The smallest share of a group and its ancestors.
   *
   * @param path of the group, from the top of its hierarchy; null where it is in none
   */
  private static double ofGroup(Path top, @Nullable String path, boolean v2) {
    if (path == null) {
      return 1;
    }
    // In a container the path may be the host's, which is not visible: the top is its own group.
    Path group = path.contains("..") ? top : top.resolve(path.substring(1));
    double share = 1;
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

  /** The quota is "max" (v2) or -1 (v1) where there is none. */
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
