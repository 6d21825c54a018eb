package io.github.headroom.agent.backtest;

import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the required columns of a history. */
final class Required {

  private Required() {}

  static void check(Column[] columns, @Nullable Double limit, String header)
      throws HistoryException {
    List<String> missing = new ArrayList<>();
    if (!has(columns, Column.Kind.TIME, null)) {
      missing.add("time (" + Column.timeNames() + ")");
    }
    boolean usage = has(columns, Column.Kind.FIELD, Field.USAGE);
    boolean workingSet = has(columns, Column.Kind.WORKING_SET, null);
    if (!usage && !workingSet) {
      missing.add("usage (" + Column.names(Field.USAGE) + "; or " + Column.workingSetNames() + ")");
    }
    if (limit == null && !has(columns, Column.Kind.FIELD, Field.LIMIT)) {
      missing.add("limit (" + Column.names(Field.LIMIT) + "; or the option --limit BYTES)");
    }
    if (usage
        && !workingSet
        && !has(columns, Column.Kind.FIELD, Field.INACTIVE_FILE)
        && !has(columns, Column.Kind.FIELD, Field.ACTIVE_FILE)
        && !has(columns, Column.Kind.FIELD, Field.FILE)
        && !has(columns, Column.Kind.FIELD, Field.ANON)) {
      missing.add(
          "one that separates page cache from the rest: active_file ("
              + Column.names(Field.ACTIVE_FILE)
              + "), or file ("
              + Column.names(Field.FILE)
              + "), or anon ("
              + Column.names(Field.ANON)
              + ")");
    }
    if (!missing.isEmpty()) {
      StringBuilder text = new StringBuilder("there is no column ");
      for (int i = 0; i < missing.size(); i++) {
        text.append(i == 0 ? "" : "; and none ").append(missing.get(i));
      }
      text.append("; found ").append(Printable.piece(header));
      throw new HistoryException(text.toString());
    }
  }

  private static boolean has(Column[] columns, Column.Kind kind, @Nullable Field field) {
    for (Column column : columns) {
      if (column.kind == kind && column.field == field) {
        return true;
      }
    }
    return false;
  }
}
