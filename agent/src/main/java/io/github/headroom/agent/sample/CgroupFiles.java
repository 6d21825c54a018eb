package io.github.headroom.agent.sample;

import io.github.headroom.agent.locate.CgroupVersion;
import io.github.headroom.agent.locate.MemoryCgroup;
import io.github.headroom.agent.log.AgentLog;
import java.nio.file.Path;

/**
 * Reads the files of one memory cgroup together, usage directly before memory.stat.
 *
 * <p>v2: admin-guide/cgroup-v2.rst, "Memory Interface Files". v1: admin-guide/cgroup-v1/memory.rst.
 * In v1 the hierarchical total_* keys are read; the plain keys only where memory.use_hierarchy is 0
 * (always 1 since 5.15). total_inactive_file is read in both cases, as cAdvisor does.
 */
final class CgroupFiles implements Source {

  /** The index of memory.current or memory.usage_in_bytes. */
  private static final int USAGE = 0;

  private final FileText text;
  private final AgentLog log;
  private final PolledFile[] files;
  private final Source[] sources;

  /** Fields that this cgroup version does not have; set to absent by every pass. */
  private final Field[] absent;

  private CgroupFiles(FileText text, AgentLog log, int count, Field[] absent) {
    this.text = text;
    this.log = log;
    this.files = new PolledFile[count];
    this.sources = new Source[count];
    this.absent = absent;
  }

  static CgroupFiles of(MemoryCgroup cgroup, FileText text, AgentLog log) {
    return cgroup.version() == CgroupVersion.V2
        ? v2(cgroup.directory(), text, log)
        : v1(cgroup.directory(), text, log);
  }

  @Override
  public void read(Sample into) {
    for (Field field : absent) {
      into.set(field, State.ABSENT);
    }
    for (Source source : sources) {
      source.read(into);
    }
  }

  /** Reads the usage alone, into {@code digits}. */
  State readUsage(Digits digits) {
    return NumberFile.read(files[USAGE], false, text, digits);
  }

  /** Whether an open file no longer answers: the group is gone (ENODEV, ENOENT). */
  boolean lost() {
    for (PolledFile file : files) {
      if (file.lost()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    for (Source source : sources) {
      source.close();
    }
  }

  private static CgroupFiles v2(Path directory, FileText text, AgentLog log) {
    Field[] none = {
      Field.MEMSW_LIMIT, Field.MEMSW_USAGE, Field.HIERARCHICAL_LIMIT, Field.HIERARCHICAL_MEMSW_LIMIT
    };
    CgroupFiles group = new CgroupFiles(text, log, 9, none);
    group.number(USAGE, directory, "memory.current", Field.USAGE);
    group.keyed(1, directory, "memory.stat", statV2());
    group.limit(2, directory, "memory.max", Field.LIMIT);
    group.limit(3, directory, "memory.high", Field.HIGH);
    group.number(4, directory, "memory.peak", Field.PEAK);
    group.number(5, directory, "memory.swap.current", Field.SWAP);
    group.limit(6, directory, "memory.swap.max", Field.SWAP_LIMIT);
    group.keyed(7, directory, "memory.events", eventsV2());
    group.files[8] = new PolledFile(directory.resolve("memory.pressure"));
    group.sources[8] = new PressureFile(group.files[8], text, log);
    return group;
  }

  private static CgroupFiles v1(Path directory, FileText text, AgentLog log) {
    Field[] none = {
      Field.HIGH,
      Field.SWAP_LIMIT,
      Field.SLAB_RECLAIMABLE,
      Field.PAGE_TABLES,
      Field.KERNEL_STACK,
      Field.SOCK,
      Field.HUGETLB,
      Field.ZSWAP,
      Field.ZSWAPPED,
      Field.EVENTS_LOW,
      Field.EVENTS_HIGH,
      Field.EVENTS_OOM,
      Field.EVENTS_OOM_GROUP_KILL,
      Field.PRESSURE_SOME_TOTAL,
      Field.PRESSURE_SOME_AVG10,
      Field.PRESSURE_FULL_TOTAL,
      Field.PRESSURE_FULL_AVG10
    };
    CgroupFiles group = new CgroupFiles(text, log, 9, none);
    group.number(USAGE, directory, "memory.usage_in_bytes", Field.USAGE);
    group.keyed(1, directory, "memory.stat", statV1(hierarchical(directory, text)));
    group.limit(2, directory, "memory.limit_in_bytes", Field.LIMIT);
    group.number(3, directory, "memory.max_usage_in_bytes", Field.PEAK);
    group.limit(4, directory, "memory.memsw.limit_in_bytes", Field.MEMSW_LIMIT);
    group.number(5, directory, "memory.memsw.usage_in_bytes", Field.MEMSW_USAGE);
    group.number(6, directory, "memory.failcnt", Field.EVENTS_MAX);
    group.number(7, directory, "memory.kmem.usage_in_bytes", Field.KERNEL);
    group.keyed(
        8,
        directory,
        "memory.oom_control",
        new KeyedFile.Key[] {new KeyedFile.Key("oom_kill", Field.EVENTS_OOM_KILL, false)});
    return group;
  }

  /** Whether a v1 group counts its children. All current kernels do, unless the file contains 0. */
  private static boolean hierarchical(Path directory, FileText text) {
    PolledFile file = new PolledFile(directory.resolve("memory.use_hierarchy"));
    State state = file.read(text);
    file.close();
    return state != State.KNOWN || text.length == 0 || text.bytes[0] != '0';
  }

  private void number(int at, Path directory, String name, Field field) {
    files[at] = new PolledFile(directory.resolve(name));
    sources[at] = new NumberFile(files[at], field, false, text, log);
  }

  private void limit(int at, Path directory, String name, Field field) {
    files[at] = new PolledFile(directory.resolve(name));
    sources[at] = new NumberFile(files[at], field, true, text, log);
  }

  private void keyed(int at, Path directory, String name, KeyedFile.Key[] keys) {
    files[at] = new PolledFile(directory.resolve(name));
    sources[at] = new KeyedFile(files[at], keys, text, log);
  }

  /**
   * In the order of the kernel's memory_stats table, so that each search succeeds at its first
   * attempt.
   */
  private static KeyedFile.Key[] statV2() {
    return new KeyedFile.Key[] {
      new KeyedFile.Key("anon", Field.ANON, false),
      new KeyedFile.Key("file", Field.FILE, false),
      new KeyedFile.Key("kernel", Field.KERNEL, false),
      new KeyedFile.Key("kernel_stack", Field.KERNEL_STACK, false),
      new KeyedFile.Key("pagetables", Field.PAGE_TABLES, false),
      new KeyedFile.Key("sock", Field.SOCK, false),
      new KeyedFile.Key("shmem", Field.SHMEM, false),
      new KeyedFile.Key("zswap", Field.ZSWAP, false),
      new KeyedFile.Key("zswapped", Field.ZSWAPPED, false),
      new KeyedFile.Key("file_mapped", Field.FILE_MAPPED, false),
      new KeyedFile.Key("file_dirty", Field.FILE_DIRTY, false),
      new KeyedFile.Key("file_writeback", Field.FILE_WRITEBACK, false),
      new KeyedFile.Key("swapcached", Field.SWAP_CACHED, false),
      new KeyedFile.Key("anon_thp", Field.ANON_THP, false),
      new KeyedFile.Key("inactive_anon", Field.INACTIVE_ANON, false),
      new KeyedFile.Key("active_anon", Field.ACTIVE_ANON, false),
      new KeyedFile.Key("inactive_file", Field.INACTIVE_FILE, false),
      new KeyedFile.Key("active_file", Field.ACTIVE_FILE, false),
      new KeyedFile.Key("unevictable", Field.UNEVICTABLE, false),
      new KeyedFile.Key("slab_reclaimable", Field.SLAB_RECLAIMABLE, false),
      new KeyedFile.Key("hugetlb", Field.HUGETLB, false),
      new KeyedFile.Key("workingset_refault_anon", Field.REFAULTS_ANON, false),
      new KeyedFile.Key("workingset_refault_file", Field.REFAULTS_FILE, false),
      new KeyedFile.Key("pgfault", Field.PGFAULT, false),
      new KeyedFile.Key("pgmajfault", Field.PGMAJFAULT, false)
    };
  }

  private static KeyedFile.Key[] eventsV2() {
    return new KeyedFile.Key[] {
      new KeyedFile.Key("low", Field.EVENTS_LOW, false),
      new KeyedFile.Key("high", Field.EVENTS_HIGH, false),
      new KeyedFile.Key("max", Field.EVENTS_MAX, false),
      new KeyedFile.Key("oom", Field.EVENTS_OOM, false),
      new KeyedFile.Key("oom_kill", Field.EVENTS_OOM_KILL, false),
      new KeyedFile.Key("oom_group_kill", Field.EVENTS_OOM_GROUP_KILL, false)
    };
  }

  private static KeyedFile.Key[] statV1(boolean hierarchical) {
    String total = hierarchical ? "total_" : "";
    return new KeyedFile.Key[] {
      new KeyedFile.Key("hierarchical_memory_limit", Field.HIERARCHICAL_LIMIT, true),
      new KeyedFile.Key("hierarchical_memsw_limit", Field.HIERARCHICAL_MEMSW_LIMIT, true),
      new KeyedFile.Key(total + "cache", Field.FILE, false),
      new KeyedFile.Key(total + "rss", Field.ANON, false),
      new KeyedFile.Key(total + "rss_huge", Field.ANON_THP, false),
      new KeyedFile.Key(total + "shmem", Field.SHMEM, false),
      new KeyedFile.Key(total + "mapped_file", Field.FILE_MAPPED, false),
      new KeyedFile.Key(total + "dirty", Field.FILE_DIRTY, false),
      new KeyedFile.Key(total + "writeback", Field.FILE_WRITEBACK, false),
      new KeyedFile.Key(total + "workingset_refault_anon", Field.REFAULTS_ANON, false),
      new KeyedFile.Key(total + "workingset_refault_file", Field.REFAULTS_FILE, false),
      new KeyedFile.Key(total + "swap", Field.SWAP, false),
      new KeyedFile.Key(total + "swapcached", Field.SWAP_CACHED, false),
      new KeyedFile.Key(total + "pgfault", Field.PGFAULT, false),
      new KeyedFile.Key(total + "pgmajfault", Field.PGMAJFAULT, false),
      new KeyedFile.Key(total + "inactive_anon", Field.INACTIVE_ANON, false),
      new KeyedFile.Key(total + "active_anon", Field.ACTIVE_ANON, false),
      new KeyedFile.Key("total_inactive_file", Field.INACTIVE_FILE, false),
      new KeyedFile.Key(total + "active_file", Field.ACTIVE_FILE, false),
      new KeyedFile.Key(total + "unevictable", Field.UNEVICTABLE, false)
    };
  }
}
