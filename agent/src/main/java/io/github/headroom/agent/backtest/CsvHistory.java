package io.github.headroom.agent.backtest;

import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.Field;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** A history as CSV: a header, then a row an instant; docs/backtest.md has the columns. */
final class CsvHistory {

  private static final Column LIMIT = Column.of("limit");

  private final Lines lines;
  private final History into;
  private final double limit;
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder name = new StringBuilder();
  private final Row row = new Row();
  private Cells cells = new Cells(',');
  private Column[] columns = {};
  private String[] names = {};
  private int time = -1;
  private String last = "";

  private CsvHistory(Reader in, History into, double limit) {
    this.lines = new Lines(in);
    this.into = into;
    this.limit = limit;
  }

  /**
   * Reads all of it.
   *
   * @param limit bytes, in place of a column; not a number for none
   * @throws HistoryException where a column is missing
   */
  static void read(Reader in, History into, double limit) throws IOException, HistoryException {
    CsvHistory csv = new CsvHistory(in, into, limit);
    if (!csv.nextLine()) {
      throw new HistoryException("it is empty; expected a header with the columns' names");
    }
    csv.header();
    while (csv.nextLine()) {
      csv.row();
    }
  }

  /** Passes over empty lines and those that begin with #. */
  private boolean nextLine() throws IOException {
    while (lines.next(line)) {
      if (line.length() > 0 && line.charAt(0) != '#') {
        return true;
      }
    }
    return false;
  }

  private void header() throws HistoryException {
    String text = line.toString();
    if (text.charAt(0) == '\ufeff') {
      text = text.substring(1);
    }
    cells = new Cells(Cells.separator(text));
    int count = cells.split(text);
    columns = new Column[count];
    names = new String[count];
    boolean[] taken = new boolean[Row.FIELDS.length];
    for (int i = 0; i < count; i++) {
      names[i] = cells.text(i);
      columns[i] = Column.of(names[i]);
      Field field = columns[i].field;
      boolean again = field != null && taken[field.ordinal()];
      if (columns[i].kind == Column.Kind.OTHER || again) {
        into.ignored.add(names[i]);
        columns[i] = Column.of("");
      } else if (field != null) {
        taken[field.ordinal()] = true;
        into.read.put(names[i], Column.name(field));
      }
      if (columns[i].kind == Column.Kind.TIME && time < 0) {
        time = i;
      }
    }
    Required.check(columns, limit, text);
  }

  private void row() {
    String where = "line " + lines.number;
    int count = lines.tooLong ? 0 : cells.split(line);
    if (count != columns.length) {
      String found = lines.tooLong ? "more than can be" : String.valueOf(count);
      into.bad(where, "expected " + columns.length + " cells, found " + found);
      return;
    }
    double seconds = seconds();
    if (!Instants.isTime(seconds)) {
      String expected = "expected seconds or milliseconds since 1970, or ISO 8601, found \"";
      into.bad(where, names[time] + ": " + expected + cells.text(time) + "\"");
      return;
    }
    row.begin(seconds);
    row.take(LIMIT, limit);
    name.setLength(0);
    for (int i = 0; i < columns.length; i++) {
      String wrong = cell(i);
      if (wrong != null) {
        into.bad(where, wrong);
        return;
      }
    }
    if (!last.contentEquals(name)) {
      last = name.toString();
    }
    into.add(last, row, where);
  }

  private double seconds() {
    try {
      return Instants.seconds(cells.number(time));
    } catch (NumberFormatException e) {
      return Instants.ofIso(cells.text(time));
    }
  }

  /** What is wrong with it; null where nothing is. */
  private @Nullable String cell(int i) {
    Column column = columns[i];
    if (column.kind == Column.Kind.LABEL) {
      label(names[i], cells.text(i));
      return null;
    }
    if (column.kind == Column.Kind.TIME || column.kind == Column.Kind.OTHER) {
      return null;
    }
    try {
      if (row.take(column, cells.number(i))) {
        return null;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    String expected = column.field != null && Column.isLimit(column.field) ? " or +Inf" : "";
    String found = "\"" + cells.text(i) + "\"";
    return names[i] + ": expected a number from 0 on" + expected + ", found " + found;
  }

  private void label(String label, String value) {
    if (!value.isEmpty()) {
      name.append(name.length() == 0 ? "" : ", ").append(label).append("=\"");
      name.append(Printable.piece(value)).append('"');
    }
  }
}
