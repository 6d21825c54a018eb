package io.github.headroom.agent.sample;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * Reads pools, buffers, collectors, threads and classes from MXBeans.
 *
 * <p>No MBean server is asked for them: getPlatformMBeanServer() would initialise java.util.logging
 * before the application does (WFLYLOG0078, BEA-141277). The class needs the module
 * java.management. Without it the class does not link, which {@link Sampler} logs once.
 */
final class JvmBeans implements Source {

  private final List<MemoryPoolMXBean> pools;
  private final List<BufferPoolMXBean> buffers;
  private final List<GarbageCollectorMXBean> collectors;
  private final ThreadMXBean threads;
  private final ClassLoadingMXBean classes;

  JvmBeans(PlatformBeans of) {
    pools = of.pools();
    buffers = of.buffers();
    collectors = of.collectors();
    threads = of.threads();
    classes = of.classes();
  }

  @Override
  public void read(Sample into) {
    into.clearJvm(); // a bean may throw OutOfMemoryError during the pass
    Rows collectorRows = into.collectors();
    boolean collected = false;
    for (int i = 0; i < collectors.size() && !collectorRows.full(); i++) {
      GarbageCollectorMXBean collector = collectors.get(i);
      int row = collectorRows.add(collector.getName());
      long collections = collector.getCollectionCount();
      collected |= collections > 0;
      put(collectorRows, row, Sample.COLLECTIONS, collections);
      put(collectorRows, row, Sample.COLLECTION_MILLIS, collector.getCollectionTime());
    }
    for (int i = 0; i < pools.size(); i++) {
      MemoryPoolMXBean pool = pools.get(i);
      Rows rows = pool.getType() == MemoryType.HEAP ? into.heapPools() : into.otherPools();
      readPool(pool, rows, collected);
    }
    Rows bufferRows = into.buffers();
    for (int i = 0; i < buffers.size() && !bufferRows.full(); i++) {
      BufferPoolMXBean pool = buffers.get(i);
      int row = bufferRows.add(pool.getName());
      put(bufferRows, row, Sample.BUFFER_USED, pool.getMemoryUsed());
      put(bufferRows, row, Sample.BUFFER_CAPACITY, pool.getTotalCapacity());
      put(bufferRows, row, Sample.BUFFER_COUNT, pool.getCount());
    }
    int daemons = threads.getDaemonThreadCount();
    into.set(Field.THREADS_DAEMON, daemons);
    // The two calls race: a thread may end between them.
    into.set(Field.THREADS_NON_DAEMON, Math.max(0, threads.getThreadCount() - daemons));
    into.set(Field.CLASSES, classes.getLoadedClassCount());
  }

  private static void readPool(MemoryPoolMXBean pool, Rows rows, boolean collected) {
    if (rows.full()) {
      return;
    }
    MemoryUsage usage = pool.getUsage();
    if (usage == null) {
      return; // the pool has become invalid
    }
    int row = rows.add(pool.getName());
    rows.set(row, Sample.POOL_USED, usage.getUsed());
    rows.set(row, Sample.POOL_COMMITTED, usage.getCommitted());
    put(rows, row, Sample.POOL_LIMIT, usage.getMax());
    // Before the first collection the bean reports 0, which is not a measurement.
    MemoryUsage afterGc = collected ? pool.getCollectionUsage() : null;
    if (afterGc != null) {
      rows.set(row, Sample.POOL_USED_AFTER_LAST_GC, afterGc.getUsed());
    }
  }

  /** The beans report -1 for "undefined". */
  private static void put(Rows rows, int row, int column, long value) {
    if (value >= 0) {
      rows.set(row, column, value);
    }
  }
}
