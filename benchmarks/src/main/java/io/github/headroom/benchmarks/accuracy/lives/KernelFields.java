package io.github.headroom.benchmarks.accuracy.lives;

import static io.github.headroom.agent.derive.forecast.MemoryArea.*;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleDecoder;
import io.github.headroom.agent.sample.SampleEncoder;
import io.github.headroom.agent.sample.State;
import io.github.headroom.benchmarks.accuracy.MeasuredErrors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What the kernel and the JVM would say of a life, as the agent reads it: in the bytes of a
 * recording, which are the public way to a sample. A fast pass has the figures of ancestors, of
 * swap and of the process as of the last full pass.
 */
final class KernelFields {

  private static final int COUNT = Field.values().length;
  private static final int ANCESTOR_COLUMNS = Sample.ANCESTOR_COLUMNS;

  private final SampleDecoder decoder =
      new SampleDecoder(SampleEncoder.fields(), SampleEncoder.tables());
  private final ByteBuffer out = ByteBuffer.allocate(4096);
  private final long[] values = new long[COUNT];
  private final State[] states = new State[COUNT];
  private final Sample sample = new Sample();
  private final Life life;
  private final double bytesOfOne;
  private final MeasuredErrors.Offset error;
  private final SplittableRandom random;

  /**
   * What a full collection during the start left in the old generation, as at "Metadata GC
   * Threshold"; 0 for none.
   */
  double afterTheStart;

  KernelFields(Life life) {
    this.life = life;
    bytesOfOne = life.plan.bytesOfLimit / life.sized();
    random = new SplittableRandom(life.plan.seed * 17 + 5);
    error = MeasuredErrors.any(random);
    Arrays.fill(states, State.ABSENT);
  }

  /** Of this instant; the next call changes it. */
  Sample pass(boolean full) {
    double slab = 0.01 * life.active;
    double kernel = life.of(KERNEL) + slab;
    double shmem = life.of(SHARED_MEMORY);
    double anon = life.floor() - life.of(KERNEL) - shmem;
    double swappable = anon + shmem;
    double stays = swappable <= 0 ? 1 : Math.max(0, swappable - life.swapped) / swappable;
    double noise = error.noise() * (random.nextDouble() - 0.5) * 2;
    long off = Math.round(noise - error.bias());
    set(Field.USAGE, bytes((anon + shmem) * stays + life.clean + life.dirty + kernel) + off);
    if (life.plan.sibling) {
      states[Field.LIMIT.ordinal()] = State.UNLIMITED;
    } else {
      set(Field.LIMIT, bytes(life.limit));
    }
    set(Field.ANON, bytes(anon * stays));
    set(Field.SHMEM, bytes(shmem * stays));
    set(Field.FILE, bytes(shmem * stays + life.clean + life.dirty));
    set(Field.FILE_DIRTY, bytes(life.dirty));
    set(Field.FILE_WRITEBACK, 0);
    set(Field.ACTIVE_FILE, bytes(life.active));
    set(Field.INACTIVE_FILE, bytes(life.clean - life.active + life.dirty));
    set(Field.UNEVICTABLE, 0);
    set(Field.SLAB_RECLAIMABLE, bytes(slab));
    set(Field.KERNEL, bytes(kernel));
    set(Field.SOCK, 0);
    set(Field.PRESSURE_FULL_TOTAL, 0);
    set(Field.PRESSURE_SOME_TOTAL, 0);
    set(Field.HEAP_USED, bytes(life.heapUsed));
    set(Field.HEAP_COMMITTED, bytes(life.heapCommitted));
    set(Field.HEAP_MAX, bytes(life.plan.xmx));
    if (full) {
      process(anon, stays);
    }
    put();
    if (full) {
      tables(anon * stays, shmem * stays, slab, off);
    }
    return sample;
  }

  private void process(double anon, double stays) {
    double swap = life.plan.swap * life.sized();
    set(Field.SWAP, bytes(life.swapped));
    states[Field.SWAP_LIMIT.ordinal()] = State.UNLIMITED;
    set(Field.SWAPPINESS, 60);
    set(Field.SWAP_TOTAL, bytes(swap));
    set(Field.SWAP_FREE, bytes(Math.max(0, swap - life.swapped)));
    set(Field.MEM_TOTAL, bytes(life.sized()) * 20);
    set(Field.MEM_FREE, bytes(life.sized()) * 5);
    set(Field.MEM_AVAILABLE, bytes(life.sized()) * 10);
    double others = life.of(OTHER_PROCESSES);
    set(Field.OTHER_PROCESSES, others > 0 ? 1 : 0);
    set(Field.RSS_ANON, bytes((anon - others) * stays));
    set(Field.HEAP_RESIDENT, bytes(life.of(JAVA_HEAP) * stays));
    set(Field.CODE_RESIDENT, bytes(life.of(CODE_CACHE) * stays));
    set(Field.STACKS_RESIDENT, bytes(life.of(THREAD_STACKS) * stays));
    set(Field.THREADS_DAEMON, 20);
    set(Field.THREADS_NON_DAEMON, 1 + bytes(life.of(THREAD_STACKS)) / 100_000);
    set(Field.MAX_DIRECT, bytes(life.sized()) * 4);
  }

  private void put() {
    out.clear();
    for (int i = 0; i < COUNT; i += 4) {
      int packed = 0;
      for (int j = 0; j < 4 && i + j < COUNT; j++) {
        packed |= states[i + j].ordinal() << (2 * j);
      }
      out.put((byte) packed);
    }
    for (int i = 0; i < COUNT; i++) {
      if (states[i] == State.KNOWN) {
        out.putLong(values[i]);
      }
    }
    out.flip();
    if (!decoder.takeFields(out, sample)) {
      throw new IllegalStateException("fields that the decoder does not take");
    }
    SampleDecoder.time(sample, 1_700_000_000_000L + Math.round(life.seconds * 1000), 0);
  }

  private void tables(double anon, double shmem, double slab, long off) {
    out.clear();
    long oldMost = bytes(life.plan.xmx * 2 / 3);
    out.put((byte) 2);
    long eden = bytes(Math.max(0, life.heapUsed - life.oldUsed));
    long young = bytes(life.heapCommitted - life.oldCommitted);
    row("PS Eden Space", eden, young, oldMost / 2, 0);
    row(
        "PS Old Gen",
        bytes(life.oldUsed),
        bytes(life.oldCommitted),
        oldMost,
        bytes(Math.max(life.usedAfterCollection, afterTheStart)));
    out.put((byte) 2);
    long metaspace = bytes(life.of(METASPACE));
    rowWithoutLimit("Metaspace", metaspace);
    long code = bytes(life.of(CODE_CACHE));
    row("CodeCache", code, code, 2 * code + 48_000_000, 0);
    out.put((byte) 1);
    long direct = bytes(life.of(DIRECT_BUFFERS));
    row("direct", direct, direct, direct / 65_536);
    out.put((byte) 1);
    row("PS MarkSweep", life.collections, life.collections * 50);
    out.put((byte) 0);
    if (life.plan.sibling) {
      out.put((byte) 1);
      ancestor(anon, shmem, slab, off);
    } else {
      out.put((byte) 0);
    }
    out.put((byte) 0);
    out.flip();
    if (!decoder.takeTables(out, sample)) {
      throw new IllegalStateException("tables that the decoder does not take");
    }
  }

  private void ancestor(double anon, double shmem, double slab, long off) {
    long[] columns = new long[ANCESTOR_COLUMNS];
    State[] known = new State[ANCESTOR_COLUMNS];
    Arrays.fill(known, State.ABSENT);
    double all = anon + life.sibling + shmem + life.clean + life.dirty + life.of(KERNEL) + slab;
    columns[Sample.ANCESTOR_LIMIT] = bytes(life.limit);
    columns[Sample.ANCESTOR_USAGE] = bytes(all) + off;
    columns[Sample.ANCESTOR_ANON] = bytes(anon + life.sibling);
    columns[Sample.ANCESTOR_SHMEM] = bytes(shmem);
    columns[Sample.ANCESTOR_UNEVICTABLE] = 0;
    columns[Sample.ANCESTOR_ACTIVE_FILE] = bytes(life.active);
    columns[Sample.ANCESTOR_INACTIVE_FILE] = bytes(life.clean - life.active + life.dirty);
    columns[Sample.ANCESTOR_SLAB_RECLAIMABLE] = bytes(slab);
    known[Sample.ANCESTOR_LIMIT] = State.KNOWN;
    known[Sample.ANCESTOR_USAGE] = State.KNOWN;
    Arrays.fill(known, Sample.ANCESTOR_ANON, ANCESTOR_COLUMNS, State.KNOWN);
    row("/sys/fs/cgroup/pod", known, columns);
  }

  private void row(String name, long... columns) {
    State[] known = new State[columns.length];
    Arrays.fill(known, State.KNOWN);
    row(name, known, columns);
  }

  private void rowWithoutLimit(String name, long of) {
    State[] known = {State.KNOWN, State.KNOWN, State.UNLIMITED, State.ABSENT};
    row(name, known, new long[] {of, of, 0, 0});
  }

  private void row(String name, State[] known, long[] columns) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    out.put((byte) text.length).put(text);
    int packed = 0;
    for (int i = 0; i < known.length; i++) {
      packed |= known[i].ordinal() << (2 * (i % 4));
      if (i % 4 == 3 || i == known.length - 1) {
        out.put((byte) packed);
        packed = 0;
      }
    }
    for (int i = 0; i < known.length; i++) {
      if (known[i] == State.KNOWN) {
        out.putLong(columns[i]);
      }
    }
  }

  private void set(Field field, long value) {
    states[field.ordinal()] = State.KNOWN;
    values[field.ordinal()] = Math.max(0, value);
  }

  private long bytes(double of) {
    return Math.round(of * bytesOfOne);
  }
}
