package io.github.headroom.agent.sample;

import io.github.headroom.agent.locate.CgroupVersion;
import io.github.headroom.agent.locate.MemoryCgroup;
import java.nio.file.Path;
import java.util.List;

/**
 * Limit and usage of each visible ancestor: the kernel charges every level, so the tightest one
 * decides (page_counter_try_charge, mm/page_counter.c).
 */
final class AncestorFiles implements Source {

  private final String[] names;
  private final PolledFile[] limits;
  private final PolledFile[] usages;
  private final FileText text;
  private final Digits digits = new Digits();

  AncestorFiles(MemoryCgroup cgroup, FileText text) {
    boolean v2 = cgroup.version() == CgroupVersion.V2;
    List<Path> ancestors = cgroup.ancestors();
    int count = ancestors.size();
    this.text = text;
    this.names = new String[count];
    this.limits = new PolledFile[count];
    this.usages = new PolledFile[count];
    for (int i = 0; i < count; i++) {
      Path directory = ancestors.get(i);
      names[i] = directory.toString();
      limits[i] = new PolledFile(directory.resolve(v2 ? "memory.max" : "memory.limit_in_bytes"));
      usages[i] =
          new PolledFile(directory.resolve(v2 ? "memory.current" : "memory.usage_in_bytes"));
    }
  }

  @Override
  public void read(Sample into) {
    Rows rows = into.ancestors();
    rows.clear();
    for (int i = 0; i < names.length && !rows.full(); i++) {
      int row = rows.add(names[i]);
      put(rows, row, Sample.ANCESTOR_LIMIT, NumberFile.read(limits[i], true, text, digits));
      put(rows, row, Sample.ANCESTOR_USAGE, NumberFile.read(usages[i], false, text, digits));
    }
  }

  void retry() {
    for (int i = 0; i < names.length; i++) {
      limits[i].retry();
      usages[i].retry();
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < names.length; i++) {
      limits[i].close();
      usages[i].close();
    }
  }

  private void put(Rows rows, int row, int column, State state) {
    if (state == State.KNOWN) {
      rows.set(row, column, digits.value);
    } else {
      rows.set(row, column, state);
    }
  }
}
