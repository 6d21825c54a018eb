package io.github.headroom.agent.sample;

/**
 * The readings of one pass, flat and filled in place: a pass allocates nothing, and a copy is a few
 * array copies.
 *
 * <p>A fast pass fills the cgroup's own files, statm and the heap; a full pass fills everything.
 * Only full passes are published, so that all figures of one export belong together.
 */
public final class Sample {

  /** Columns of {@link #heapPools()} and {@link #otherPools()}, bytes. */
  public static final int POOL_USED = 0;

  public static final int POOL_COMMITTED = 1;
  public static final int POOL_LIMIT = 2;
  public static final int POOL_USED_AFTER_LAST_GC = 3;

  /** Columns of {@link #buffers()}. */
  public static final int BUFFER_USED = 0;

  public static final int BUFFER_CAPACITY = 1;
  public static final int BUFFER_COUNT = 2;

  /** Columns of {@link #collectors()}: collections, a count; time spent, milliseconds. */
  public static final int COLLECTIONS = 0;

  public static final int COLLECTION_MILLIS = 1;

  /** Columns of {@link #nativeMemory()}, bytes. */
  public static final int NATIVE_RESERVED = 0;

  public static final int NATIVE_COMMITTED = 1;

  /** The mapped part of the committed bytes; the rest came from malloc. */
  public static final int NATIVE_MAPPED = 2;

  /** Columns of {@link #ancestors()}, bytes. */
  public static final int ANCESTOR_LIMIT = 0;

  public static final int ANCESTOR_USAGE = 1;
  public static final int ANCESTOR_MEMSW_LIMIT = 2;
  public static final int ANCESTOR_MEMSW_USAGE = 3;
  public static final int ANCESTOR_SWAP_LIMIT = 4;
  public static final int ANCESTOR_SWAP = 5;
  public static final int ANCESTOR_ANON = 6;
  public static final int ANCESTOR_SHMEM = 7;
  public static final int ANCESTOR_UNEVICTABLE = 8;
  public static final int ANCESTOR_ACTIVE_FILE = 9;
  public static final int ANCESTOR_INACTIVE_FILE = 10;
  public static final int ANCESTOR_SLAB_RECLAIMABLE = 11;

  public static final int ANCESTOR_DIRTY = 12;
  public static final int ANCESTOR_ACTIVE_ANON = 13;
  public static final int ANCESTOR_INACTIVE_ANON = 14;
  public static final int ANCESTOR_SWAP_CACHED = 15;
  public static final int ANCESTOR_ZSWAP_LIMIT = 16;
  public static final int ANCESTOR_ZSWAP = 17;

  public static final int ANCESTOR_COLUMNS = 18;

  /** Columns of {@link #otherProcesses()}: bytes, except the last two; see {@link Field}. */
  public static final int OTHER_RSS = 0;

  public static final int OTHER_RSS_ANON = 1;
  public static final int OTHER_RSS_FILE = 2;
  public static final int OTHER_RSS_SHMEM = 3;
  public static final int OTHER_SWAP = 4;
  public static final int OTHER_PAGE_TABLES = 5;
  public static final int OTHER_OOM_SCORE_ADJ = 6;

  public static final int OTHER_THREADS = 7;

  static final int OTHER_COLUMNS = 8;

  private final Readings readings = new Readings(Field.COUNT);
  private final Rows heapPools = new Rows(16, 4);
  private final Rows otherPools = new Rows(16, 4);
  private final Rows buffers = new Rows(8, 3);
  private final Rows collectors = new Rows(8, 2);
  private final Rows nativeMemory = new Rows(64, 3);
  private final Rows ancestors = new Rows(AncestorFiles.MOST, ANCESTOR_COLUMNS);
  private final Rows otherProcesses = new Rows(OtherProcesses.MOST, OTHER_COLUMNS);
  private long epochMillis;
  private long durationNanos;

  public State state(Field field) {
    return readings.state(field.ordinal());
  }

  public boolean known(Field field) {
    return state(field) == State.KNOWN;
  }

  /**
   * The number in the field's unit.
   *
   * @throws IllegalStateException there is no number: check {@link #known} first
   */
  public long value(Field field) {
    return readings.value(field.ordinal());
  }

  /** Wall clock at the start of the pass, milliseconds since 1970. */
  public long epochMillis() {
    return epochMillis;
  }

  /** Duration of the pass, nanoseconds. */
  public long durationNanos() {
    return durationNanos;
  }

  /** Memory pools of type heap, by the JVM's names. */
  public Rows heapPools() {
    return heapPools;
  }

  /** Memory pools outside the heap: metaspace, code cache. */
  public Rows otherPools() {
    return otherPools;
  }

  public Rows buffers() {
    return buffers;
  }

  public Rows collectors() {
    return collectors;
  }

  /** NMT categories; no rows where NMT is off. */
  public Rows nativeMemory() {
    return nativeMemory;
  }

  /**
   * Visible ancestors of the cgroup, nearest first. Swap and memory.stat are read only where the
   * ancestor has a limit that they are compared with; they are absent otherwise.
   */
  public Rows ancestors() {
    return ancestors;
  }

  /**
   * The other processes of the cgroup and the groups below it, by PID. All columns are unreadable
   * where the process hides its figures. Sizes are absent where it has no memory of its own (a
   * zombie, a kernel thread). The list is complete only if it has as many rows as {@link
   * Field#OTHER_PROCESSES}.
   */
  public Rows otherProcesses() {
    return otherProcesses;
  }

  public void copyFrom(Sample other) {
    readings.copyFrom(other.readings);
    heapPools.copyFrom(other.heapPools);
    otherPools.copyFrom(other.otherPools);
    buffers.copyFrom(other.buffers);
    collectors.copyFrom(other.collectors);
    nativeMemory.copyFrom(other.nativeMemory);
    ancestors.copyFrom(other.ancestors);
    otherProcesses.copyFrom(other.otherProcesses);
    epochMillis = other.epochMillis;
    durationNanos = other.durationNanos;
  }

  /** {@link KeyedText} writes here, at the fields' ordinals. */
  Readings readings() {
    return readings;
  }

  void set(Field field, long value) {
    readings.set(field.ordinal(), value);
  }

  void set(Field field, State state) {
    readings.set(field.ordinal(), state);
  }

  /** Makes every figure of the cgroup absent, because none was found. */
  void clearCgroup() {
    for (int i = Field.USAGE.ordinal(); i <= Field.OTHER_PROCESSES.ordinal(); i++) {
      readings.set(i, State.ABSENT);
    }
    ancestors.clear();
    otherProcesses.clear();
  }

  /** Makes every figure of the JVM's beans absent. */
  void clearJvm() {
    heapPools.clear();
    otherPools.clear();
    buffers.clear();
    collectors.clear();
    set(Field.THREADS_DAEMON, State.ABSENT);
    set(Field.THREADS_NON_DAEMON, State.ABSENT);
    set(Field.CLASSES, State.ABSENT);
  }

  void begin(long atEpochMillis) {
    epochMillis = atEpochMillis;
  }

  void end(long tookNanos) {
    durationNanos = tookNanos;
  }
}
