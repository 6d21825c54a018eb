package io.github.headroom.agent.backtest;

import io.github.headroom.agent.sample.Field;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of a history's column, by its name: that of a {@link Field}, a key of memory.stat of
 * v1 or v2, a file of the cgroup, or a metric of cAdvisor, kube-state-metrics or the node exporter.
 * docs/backtest.md has the table.
 */
final class Column {

  enum Kind {
    /** Seconds or milliseconds since 1970, or ISO 8601. */
    TIME,
    /** Bytes, or the field's unit. */
    FIELD,
    /** Bytes: usage - inactive_file. */
    WORKING_SET,
    /** Any number that changes when the container is started again. */
    START,
    /** A part of the container's name: a pod, a container. */
    LABEL,
    /** An unknown column. */
    OTHER
  }

  /** By name in lower case, with underscores. */
  static final Map<String, Column> KNOWN = known();

  final Kind kind;

  /** The field of the column; null for another kind. */
  final @Nullable Field field;

  /** The column's unit in units of the field. */
  final double scale;

  private Column(Kind kind, @Nullable Field field, double scale) {
    this.kind = kind;
    this.field = field;
    this.scale = scale;
  }

  /**
   * Finds a column by its name, in any case, with dots or underscores. An unknown name of a figure
   * may have one of the {@link ColumnNames#PREFIXES} and the unit as suffix.
   */
  static Column of(String name) {
    String plain = plain(name);
    Column column = KNOWN.get(plain);
    if (column == null) {
      column = KNOWN.get(bare(plain));
      boolean figure = column != null && column.isFigure() && column.kind != Kind.START;
      column = figure ? column : null;
    }
    return column == null ? new Column(Kind.OTHER, null, 1) : column;
  }

  private static String plain(String name) {
    return name.trim().toLowerCase(Locale.ROOT).replace('.', '_');
  }

  private static String bare(String plain) {
    String bare =
        plain.endsWith(ColumnNames.SUFFIX)
            ? plain.substring(0, plain.length() - ColumnNames.SUFFIX.length())
            : plain;
    for (String prefix : ColumnNames.PREFIXES) {
      if (bare.startsWith(prefix)) {
        return bare.substring(prefix.length());
      }
    }
    return bare;
  }

  /**
   * Whether a column replaces an earlier one of the same meaning. In v1's memory.stat, {@code
   * total_} keys include the groups below, as usage does, and other keys do not. Of two times the
   * more usual one is read.
   */
  static boolean goesBefore(String name, String other) {
    int place = place(name);
    return place < 0
        ? isOfAllBelow(name) && !isOfAllBelow(other)
        : place < place(other) && place(other) >= ColumnNames.USUAL_TIMES;
  }

  private static boolean isOfAllBelow(String name) {
    return bare(plain(name)).startsWith("total_");
  }

  /** The index among the names of a time; negative for another name. */
  private static int place(String name) {
    return Arrays.asList(ColumnNames.TIMES).indexOf(plain(name));
  }

  /** Whether the column has numbers that are read. */
  boolean isFigure() {
    return kind == Kind.FIELD || kind == Kind.WORKING_SET || kind == Kind.START;
  }

  /** The meaning of a figure or a time; a row has one column of each meaning. */
  String meaning() {
    return field != null
        ? name(field)
        : kind == Kind.WORKING_SET
            ? ColumnNames.WORKING_SETS[0]
            : kind == Kind.START ? ColumnNames.STARTS[0] : ColumnNames.TIMES[0];
  }

  /** The names of a field, for a message. */
  static String names(Field field) {
    StringBuilder names = new StringBuilder();
    for (String[] row : ColumnNames.NAMES) {
      for (int i = 1; i < row.length && row[0].equals(field.name()); i++) {
        names.append(names.length() == 0 ? "" : ", ").append(row[i]);
      }
    }
    return names.toString();
  }

  /** The name of a field in documents and messages. */
  static String name(Field field) {
    for (String[] row : ColumnNames.NAMES) {
      if (row[0].equals(field.name())) {
        return row[1];
      }
    }
    return field.name().toLowerCase(Locale.ROOT);
  }

  static String timeNames() {
    return listed(ColumnNames.TIMES);
  }

  static String workingSetNames() {
    return listed(ColumnNames.WORKING_SETS);
  }

  private static String listed(String[] names) {
    StringBuilder listed = new StringBuilder(names[0]);
    for (int i = 1; i < names.length; i++) {
      listed.append(", ").append(names[i]);
    }
    return listed.toString();
  }

  /** Whether the field is a limit: it may be unlimited, and keeps its value until the next one. */
  static boolean isLimit(Field field) {
    switch (field) {
      case LIMIT:
      case HIGH:
      case SWAP_LIMIT:
      case MEMSW_LIMIT:
      case HIERARCHICAL_LIMIT:
      case HIERARCHICAL_MEMSW_LIMIT:
      case ZSWAP_LIMIT:
      case HEAP_MAX:
        return true;
      default:
        return false;
    }
  }

  /** Whether the field is a counter that only a new start resets. */
  static boolean isCounter(Field field) {
    return field == Field.PGFAULT
        || field == Field.PGMAJFAULT
        || field == Field.EVENTS_OOM_KILL
        || field == Field.PRESSURE_FULL_TOTAL
        || field == Field.PRESSURE_SOME_TOTAL;
  }

  private static Map<String, Column> known() {
    Map<String, Column> known = new HashMap<>();
    for (Field field : Field.values()) {
      known.put(field.name().toLowerCase(Locale.ROOT), new Column(Kind.FIELD, field, 1));
    }
    for (String[] row : ColumnNames.NAMES) {
      put(known, row, 1, new Column(Kind.FIELD, Field.valueOf(row[0]), 1));
    }
    for (String[] row : ColumnNames.IN_SECONDS) {
      put(known, row, 1, new Column(Kind.FIELD, Field.valueOf(row[0]), 1e6));
    }
    put(known, ColumnNames.TIMES, 0, new Column(Kind.TIME, null, 1));
    put(known, ColumnNames.WORKING_SETS, 0, new Column(Kind.WORKING_SET, null, 1));
    put(known, ColumnNames.STARTS, 0, new Column(Kind.START, null, 1));
    put(known, ColumnNames.LABELS, 0, new Column(Kind.LABEL, null, 1));
    return known;
  }

  private static void put(Map<String, Column> known, String[] names, int from, Column column) {
    for (int i = from; i < names.length; i++) {
      known.put(names[i], column);
    }
  }
}
