package io.github.headroom.agent.sample;

import io.github.headroom.agent.locate.CgroupVersion;
import io.github.headroom.agent.locate.MemoryCgroup;
import io.github.headroom.agent.log.AgentLog;
import java.nio.file.Path;

/**
 * Reads the files that decide how the cgroup's end comes and that seldom change: whether its
 * reclaim swaps, whether swapped pages are compressed, and whether a kill takes the whole group.
 *
 * <p>v2 has no swappiness of its own and uses the machine's (mem_cgroup_swappiness,
 * include/linux/swap.h). memory.oom.group, memory.zswap.max and memory.zswap.writeback:
 * admin-guide/cgroup-v2.rst. v1 has none of them, and does not charge for zswap's pool. Whether
 * zswap is on: admin-guide/mm/zswap.rst.
 */
final class OomFiles implements Source {

  private static final Field[] OF_V2 = {
    Field.OOM_GROUP, Field.ZSWAP_LIMIT, Field.ZSWAP_WRITEBACK, Field.ZSWAP_ENABLED
  };

  private final boolean v2;
  private final FileText text;
  private final NumberFile[] numbers;
  private final PolledFile zswap;

  OomFiles(MemoryCgroup cgroup, Path root, FileText text, AgentLog log) {
    Path directory = cgroup.directory();
    this.v2 = cgroup.version() == CgroupVersion.V2;
    this.text = text;
    this.numbers = new NumberFile[v2 ? 4 : 1];
    Path swappiness =
        v2 ? root.resolve("proc/sys/vm/swappiness") : directory.resolve("memory.swappiness");
    number(0, swappiness, Field.SWAPPINESS, false, log);
    if (v2) {
      number(1, directory.resolve("memory.oom.group"), Field.OOM_GROUP, false, log);
      number(2, directory.resolve("memory.zswap.max"), Field.ZSWAP_LIMIT, true, log);
      number(3, directory.resolve("memory.zswap.writeback"), Field.ZSWAP_WRITEBACK, false, log);
    }
    this.zswap = new PolledFile(root.resolve("sys/module/zswap/parameters/enabled"));
  }

  @Override
  public void read(Sample into) {
    if (!v2) {
      for (Field field : OF_V2) {
        into.set(field, State.ABSENT);
      }
    }
    for (NumberFile number : numbers) {
      number.read(into);
    }
    if (v2) {
      readZswap(into);
    }
  }

  @Override
  public void close() {
    for (NumberFile number : numbers) {
      number.close();
    }
    zswap.close();
  }

  private void number(int at, Path path, Field field, boolean limit, AgentLog log) {
    numbers[at] = new NumberFile(new PolledFile(path), field, limit, text, log);
  }

  /** Reads a module parameter of type bool: Y or N (param_get_bool, kernel/params.c). */
  private void readZswap(Sample into) {
    State state = zswap.read(text);
    byte first = state == State.KNOWN && text.length > 0 ? text.bytes[0] : 0;
    if (first == 'Y' || first == 'N') {
      into.set(Field.ZSWAP_ENABLED, first == 'Y' ? 1 : 0);
    } else {
      into.set(Field.ZSWAP_ENABLED, state == State.KNOWN ? State.UNREADABLE : state);
    }
  }
}
