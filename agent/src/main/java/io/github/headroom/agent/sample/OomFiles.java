package io.github.headroom.agent.sample;

import io.github.headroom.agent.locate.CgroupVersion;
import io.github.headroom.agent.locate.MemoryCgroup;
import io.github.headroom.agent.log.AgentLog;
import java.nio.file.Path;

/**
 * What decides how the cgroup's end comes and seldom changes: whether its reclaim swaps, and
 * whether a kill takes the whole group.
 *
 * <p>v2 has no swappiness of its own: the machine's is taken (mem_cgroup_swappiness,
 * include/linux/swap.h). memory.oom.group: admin-guide/cgroup-v2.rst; v1 has none.
 */
final class OomFiles implements Source {

  private final boolean v2;
  private final NumberFile readSwappiness;
  private final NumberFile readGroup;

  OomFiles(MemoryCgroup cgroup, Path root, FileText text, AgentLog log) {
    Path directory = cgroup.directory();
    this.v2 = cgroup.version() == CgroupVersion.V2;
    PolledFile swappiness =
        new PolledFile(
            v2 ? root.resolve("proc/sys/vm/swappiness") : directory.resolve("memory.swappiness"));
    PolledFile group = new PolledFile(directory.resolve("memory.oom.group"));
    this.readSwappiness = new NumberFile(swappiness, Field.SWAPPINESS, false, text, log);
    this.readGroup = new NumberFile(group, Field.OOM_GROUP, false, text, log);
  }

  @Override
  public void read(Sample into) {
    readSwappiness.read(into);
    if (v2) {
      readGroup.read(into);
    } else {
      into.set(Field.OOM_GROUP, State.ABSENT);
    }
  }

  @Override
  public void close() {
    readSwappiness.close();
    readGroup.close();
  }
}
