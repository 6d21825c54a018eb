package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.SampleTables;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The series of one column in one of the sample's tables: one per row, with the JVM's name for the
 * row.
 */
final class TableSeries extends Series {

  private static final String POOL_TYPE = "jvm.memory.type";
  private static final String POOL_NAME = "jvm.memory.pool.name";

  private final int table;
  private final int column;
  private final boolean millis;
  private final String nameKey;

  /** Whether rows of the young generation have a point, and whether the others have one. */
  private boolean young = true;

  private boolean old = true;

  /**
   * @param nameKey the attribute with the row's name, after the others
   * @param figure published with the other attributes alone if the table has no rows
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

  /** Returns the series of a column in one of the {@link SampleTables}, named by its rows. */
  static Series column(int table, int column, String nameKey) {
    return new TableSeries(table, column, false, nameKey, null);
  }

  /** Returns the series of a column in milliseconds, published in seconds. */
  static Series seconds(int table, int column, String nameKey) {
    return new TableSeries(table, column, true, nameKey, null);
  }

  /**
   * Returns the series of the heap's pools.
   *
   * @param whole the figure of the whole heap, for an image without java.management, which has no
   *     pools
   */
  static Series heap(int column, @Nullable Figure whole) {
    return new TableSeries(
        SampleTables.HEAP_POOLS, column, false, POOL_NAME, whole, POOL_TYPE, "heap");
  }

  /**
   * Returns the series of the young generation's pools. After a collection they hold only what has
   * survived few collections.
   */
  static Series youngHeap(int column) {
    TableSeries series = (TableSeries) heap(column, null);
    series.old = false;
    return series;
  }

  /** Returns the series of the heap's other pools: what has survived several collections. */
  static Series oldHeap(int column) {
    TableSeries series = (TableSeries) heap(column, null);
    series.young = false;
    return series;
  }

  /**
   * Recognizes a young pool by its name in HotSpot: "Eden Space", "PS Survivor Space", "G1 Eden
   * Space".
   */
  private static boolean isYoung(String pool) {
    return pool.endsWith("Eden Space") || pool.endsWith("Survivor Space");
  }

  /** Returns the series of the pools outside the heap. */
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

  /** Returns the attributes of a row. */
  private Object[] named(String name) {
    Object[] under = Arrays.copyOf(attributes, attributes.length + 2);
    under[attributes.length] = nameKey;
    under[attributes.length + 1] = name;
    return under;
  }
}
