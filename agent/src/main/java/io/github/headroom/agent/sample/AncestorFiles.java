package io.github.headroom.agent.sample;

import io.github.headroom.agent.locate.CgroupVersion;
import io.github.headroom.agent.locate.MemoryCgroup;
import io.github.headroom.agent.log.AgentLog;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads limit and usage of each visible ancestor, and what reclaim can free of it. The kernel
 * charges every level, so the tightest one decides (page_counter_try_charge, mm/page_counter.c).
 *
 * <p>memory.stat is read only where the ancestor has a limit: near the root, the kernel sums up the
 * counters of all groups below. At most {@value #MOST} levels are read.
 */
final class AncestorFiles implements Source {

  /** The most rows of {@link Sample#ancestors()}. */
  static final int MOST = 64;

  private final Ancestor[] ancestors;
  private final KeyedText stat;
  private final FileText text;
  private final Digits digits = new Digits();

  /** The files of one directory. v1 has memsw files; v2 has files of swap and zswap. */
  private static final class Ancestor {
    final String name;
    final PolledFile limit;
    final PolledFile usage;
    final PolledFile swapLimit;
    final PolledFile swapUsage;
    final PolledFile zswapLimit;
    final PolledFile zswapUsage;
    final PolledFile stat;

    Ancestor(Path directory, boolean v2) {
      name = directory.toString();
      limit = file(directory, v2 ? "memory.max" : "memory.limit_in_bytes");
      usage = file(directory, v2 ? "memory.current" : "memory.usage_in_bytes");
      swapLimit = file(directory, v2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
      swapUsage = file(directory, v2 ? "memory.swap.current" : "memory.memsw.usage_in_bytes");
      zswapLimit = file(directory, "memory.zswap.max");
      zswapUsage = file(directory, "memory.zswap.current");
      stat = file(directory, "memory.stat");
    }

    private static PolledFile file(Path directory, String name) {
      return new PolledFile(directory.resolve(name));
    }

    void close() {
      limit.close();
      usage.close();
      swapLimit.close();
      swapUsage.close();
      zswapLimit.close();
      zswapUsage.close();
      stat.close();
    }
  }

  private final boolean v2;
  private final AgentLog log;
  private boolean complained;

  AncestorFiles(MemoryCgroup cgroup, FileText text, AgentLog log) {
    this.log = log;
    this.v2 = cgroup.version() == CgroupVersion.V2;
    this.stat = new KeyedText(keys(v2 ? "" : "total_"));
    this.text = text;
    List<Path> directories = cgroup.ancestors();
    this.ancestors = new Ancestor[Math.min(directories.size(), MOST)];
    for (int i = 0; i < ancestors.length; i++) {
      ancestors[i] = new Ancestor(directories.get(i), v2);
    }
  }

  @Override
  public void read(Sample into) {
    Rows rows = into.ancestors();
    rows.clear();
    for (Ancestor ancestor : ancestors) {
      int row = rows.add(ancestor.name);
      boolean limited = number(rows, row, Sample.ANCESTOR_LIMIT, ancestor.limit, true);
      number(rows, row, Sample.ANCESTOR_USAGE, ancestor.usage, false);
      int swapLimit = v2 ? Sample.ANCESTOR_SWAP_LIMIT : Sample.ANCESTOR_MEMSW_LIMIT;
      if (number(rows, row, swapLimit, ancestor.swapLimit, true)) {
        int swapUsage = v2 ? Sample.ANCESTOR_SWAP : Sample.ANCESTOR_MEMSW_USAGE;
        number(rows, row, swapUsage, ancestor.swapUsage, false);
      }
      if (rows.state(row, Sample.ANCESTOR_LIMIT) == State.UNREADABLE) {
        complain(ancestor.limit);
      }
      if (v2 && number(rows, row, Sample.ANCESTOR_ZSWAP_LIMIT, ancestor.zswapLimit, true)) {
        number(rows, row, Sample.ANCESTOR_ZSWAP, ancestor.zswapUsage, false);
      }
      if (limited) {
        readStat(ancestor.stat, rows, row);
      }
    }
  }

  @Override
  public void close() {
    for (Ancestor ancestor : ancestors) {
      ancestor.close();
    }
  }

  private void complain(PolledFile limit) {
    if (!complained && NumberFile.read(limit, true, text, digits) == State.UNREADABLE) {
      complained = true;
      String consequence = "it may be the limit that binds, so headroom is not published";
      log.warn(NumberFile.complaint(limit, true, text, consequence));
    }
  }

  private void readStat(PolledFile file, Rows rows, int row) {
    State state = file.read(text);
    if (state == State.KNOWN) {
      stat.read(text, rows.readings(), rows.base(row));
    } else {
      stat.fill(state, rows.readings(), rows.base(row));
    }
  }

  /** Whether a number was read. An unlimited limit is no number. */
  private boolean number(Rows rows, int row, int column, PolledFile file, boolean limit) {
    State state = NumberFile.read(file, limit, text, digits);
    if (state == State.KNOWN) {
      rows.set(row, column, digits.value);
      return true;
    }
    rows.set(row, column, state);
    return false;
  }

  private static KeyedFile.Key[] keys(String prefix) {
    return new KeyedFile.Key[] {
      key(prefix.isEmpty() ? "anon" : "total_rss", Sample.ANCESTOR_ANON),
      key(prefix + "shmem", Sample.ANCESTOR_SHMEM),
      key(prefix.isEmpty() ? "file_dirty" : "total_dirty", Sample.ANCESTOR_DIRTY),
      key(prefix + "swapcached", Sample.ANCESTOR_SWAP_CACHED),
      key(prefix + "inactive_anon", Sample.ANCESTOR_INACTIVE_ANON),
      key(prefix + "active_anon", Sample.ANCESTOR_ACTIVE_ANON),
      key(prefix + "inactive_file", Sample.ANCESTOR_INACTIVE_FILE),
      key(prefix + "active_file", Sample.ANCESTOR_ACTIVE_FILE),
      key(prefix + "unevictable", Sample.ANCESTOR_UNEVICTABLE),
      key("slab_reclaimable", Sample.ANCESTOR_SLAB_RECLAIMABLE)
    };
  }

  private static KeyedFile.Key key(String name, int column) {
    return new KeyedFile.Key(name, column, false);
  }
}
