package io.github.headroom.agent.sample;

/** A sample in which every figure is known: what no single kernel and JVM gives. */
public final class FullSample {

  /** Stands where the JVM's own names are: pools, collectors, NMT categories. */
  public static final String JVM_NAME = "(the JVM's name)";

  private FullSample() {}

  public static Sample create() {
    Sample sample = new Sample();
    for (Field field : Field.values()) {
      sample.set(field, 1000);
    }
    row(sample.heapPools(), 4);
    row(sample.otherPools(), 4);
    row(sample.buffers(), 3);
    row(sample.collectors(), 2);
    row(sample.nativeMemory(), 2);
    row(sample.ancestors(), 2);
    return sample;
  }

  private static void row(Rows rows, int columns) {
    int row = rows.add(JVM_NAME);
    for (int column = 0; column < columns; column++) {
      rows.set(row, column, 1000);
    }
  }
}
