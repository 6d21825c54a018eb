package io.github.headroom.agent.sample;

import java.util.Locale;

/** Makes samples by hand for the tests of the rooms that take them; all is absent at first. */
public final class SampleBuilder {

  private final Sample sample = new Sample();

  public SampleBuilder() {}

  /** Begins with what another one knows. */
  public SampleBuilder(Sample other) {
    sample.copyFrom(other);
  }

  public SampleBuilder with(Field field, long value) {
    sample.set(field, value);
    return this;
  }

  public SampleBuilder with(Field field, State state) {
    sample.set(field, state);
    return this;
  }

  public SampleBuilder ancestor(String directory, long limit) {
    Rows rows = sample.ancestors();
    rows.set(rows.add(directory), Sample.ANCESTOR_LIMIT, limit);
    return this;
  }

  public SampleBuilder ancestor(String directory, State limit) {
    Rows rows = sample.ancestors();
    rows.set(rows.add(directory), Sample.ANCESTOR_LIMIT, limit);
    return this;
  }

  /** One more column of the ancestor named last. */
  public SampleBuilder ancestorWith(int column, long value) {
    Rows rows = sample.ancestors();
    rows.set(rows.size() - 1, column, value);
    return this;
  }

  public SampleBuilder ancestorWith(int column, State state) {
    Rows rows = sample.ancestors();
    rows.set(rows.size() - 1, column, state);
    return this;
  }

  /** Another process of the cgroup, which is counted, too. */
  public SampleBuilder otherProcess(String pid, long rss, long swap, long tables, long adjustment) {
    Rows rows = sample.otherProcesses();
    int row = rows.add(pid);
    rows.set(row, Sample.OTHER_RSS, rss);
    rows.set(row, Sample.OTHER_SWAP, swap);
    rows.set(row, Sample.OTHER_PAGE_TABLES, tables);
    rows.set(row, Sample.OTHER_OOM_SCORE_ADJ, adjustment);
    sample.set(Field.OTHER_PROCESSES, rows.size());
    return this;
  }

  /** One more column of the other process named last. */
  public SampleBuilder otherProcessWith(int column, State state) {
    Rows rows = sample.otherProcesses();
    rows.set(rows.size() - 1, column, state);
    return this;
  }

  /** A row with its columns from the first on. */
  public SampleBuilder row(Rows of, String name, long... columns) {
    int row = of.add(name);
    for (int column = 0; column < columns.length; column++) {
      of.set(row, column, columns[column]);
    }
    return this;
  }

  public SampleBuilder heapPool(String name, long... columns) {
    return row(sample.heapPools(), name, columns);
  }

  public SampleBuilder otherPool(String name, long... columns) {
    return row(sample.otherPools(), name, columns);
  }

  public SampleBuilder buffer(String name, long... columns) {
    return row(sample.buffers(), name, columns);
  }

  public SampleBuilder collector(String name, long... columns) {
    return row(sample.collectors(), name, columns);
  }

  public SampleBuilder nativeMemory(String name, long... columns) {
    return row(sample.nativeMemory(), name, columns);
  }

  public SampleBuilder at(long epochMillis, long tookNanos) {
    sample.begin(epochMillis);
    sample.end(tookNanos);
    return this;
  }

  public Sample build() {
    return sample;
  }

  /** Every figure known: the fields hold 1000, 2000 and so on, plus one row of each kind. */
  public static Sample everythingKnown() {
    SampleBuilder builder = new SampleBuilder();
    long value = 0;
    for (Field field : Field.values()) {
      value += 1000;
      builder.with(field, value);
    }
    return builder
        .ancestor("/sys/fs/cgroup/pod", 1L << 40)
        .ancestorWith(Sample.ANCESTOR_USAGE, 5000)
        .otherProcess("77", 1000, 0, 10, 0)
        .heapPool("G1 Eden Space", 1, 2, 3, 4)
        .otherPool("Metaspace", 1, 2, 3, 4)
        .otherPool("CodeCache", 1, 2, 3, 4)
        .buffer("direct", 1, 2, 3)
        .collector("G1 Young Generation", 7, 1500)
        .nativeMemory("Java Heap", 20, 10, 10)
        .at(1_700_000_000_000L, 250_000)
        .build();
  }

  /** "12345", "absent", "unlimited" or "unreadable", for comparing at a glance. */
  public static String valueOf(Sample sample, Field field) {
    return sample.known(field)
        ? Long.toString(sample.value(field))
        : sample.state(field).toString().toLowerCase(Locale.ROOT);
  }
}
