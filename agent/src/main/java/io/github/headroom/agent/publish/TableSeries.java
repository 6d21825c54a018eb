package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.SampleTables;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The series of a column of one of the sample's tables: one for each row, named by the JVM. */
final class TableSeries extends Series {

  private static final String POOL_TYPE = "jvm.memory.type";
  private static final String POOL_NAME = "jvm.memory.pool.name";

  private final int table;
  private final int column;
  private final boolean millis;
  private final String nameKey;

  /** Whether rows of the young generation have a point, and the others. */
  private boolean young = true;

  private boolean old = true;

  /**
   * @param nameKey the attribute that has the row's name, after the others
   * @param figure what stands for a table without rows, under the other attributes alone
   */
  private TableSeries(
      int table,
      int column,
      boolean millis,
      String nameKey,
      @Nullable Figure figure,
      Object... attributes) {
    super(figure, attributes);
    this.nameKey = nameKey;
    this.table = table;
    this.column = column;
    this.millis = millis;
  }

  /** Of {@link SampleTables}, under the name of the row. */
  static Series column(int table, int column, String nameKey) {
    return new TableSeries(table, column, false, nameKey, null);
  }

  /** The same of a column in milliseconds, published in seconds. */
  static Series seconds(int table, int column, String nameKey) {
    return new TableSeries(table, column, true, nameKey, null);
  }

  /**
   * The pools of the heap.
   *
   * @param whole of the whole heap, for an image without java.management, which has no pools
   */
  static Series heap(int column, @Nullable Figure whole) {
    return new TableSeries(
        SampleTables.HEAP_POOLS, column, false, POOL_NAME, whole, POOL_TYPE, "heap");
  }

  /**
   * The pools where objects begin, of a collector that has such. After a collection they hold
   * nothing, and what has survived its first ones.
   */
  static Series youngHeap(int column) {
    TableSeries series = (TableSeries) heap(column, null);
    series.old = false;
    return series;
  }

  /** The other pools of the heap: what has survived several collections. */
  static Series oldHeap(int column) {
    TableSeries series = (TableSeries) heap(column, null);
    series.young = false;
    return series;
  }

  /** By its name in HotSpot: "Eden Space", "PS Survivor Space", "G1 Eden Space". */
  private static boolean isYoung(String pool) {
    return pool.endsWith("Eden Space") || pool.endsWith("Survivor Space");
  }

  /** The pools beside the heap. */
  static Series otherPools(int column) {
    return new TableSeries(
        SampleTables.OTHER_POOLS, column, false, POOL_NAME, null, POOL_TYPE, "non_heap");
  }

  @Override
  void points(Metric metric, Observation of, PointSink out) {
    Rows rows = SampleTables.of(of.sample(), table);
    if (rows.size() == 0) {
      super.points(metric, of, out);
    }
    for (int row = 0; row < rows.size(); row++) {
      if (rows.known(row, column) && (isYoung(rows.name(row)) ? young : old)) {
        point(metric, rows.value(row, column), named(Printable.piece(rows.name(row))), out);
      }
    }
  }

  private void point(Metric metric, long value, Object[] under, PointSink out) {
    if (millis) {
      out.real(metric, value / 1e3, under);
    } else {
      out.whole(metric, value, under);
    }
  }

  /** The attributes of a row. */
  private Object[] named(String name) {
    Object[] under = Arrays.copyOf(attributes, attributes.length + 2);
    under[attributes.length] = nameKey;
    under[attributes.length + 1] = name;
    return under;
  }
}
