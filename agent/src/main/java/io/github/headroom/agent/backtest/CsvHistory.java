package io.github.headroom.agent.backtest;

import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A history as CSV: a header, then a row per instant; docs/backtest.md has the columns. */
final class CsvHistory {

  private static final Column LIMIT = Column.of("limit");
  private static final Column TIME = Column.of("time");

  private final Lines lines;
  private final History into;
  private final @Nullable Double limit;
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder name = new StringBuilder();
  private final Row row = new Row();
  private Cells cells = new Cells(',');
  private Column[] columns = {};
  private String[] names = {};
  private int time;
  private String last = "";

  private CsvHistory(Reader in, History into, @Nullable Double limit) {
    this.lines = new Lines(in);
    this.into = into;
    this.limit = limit;
  }

  /**
   * Reads the whole history.
   *
   * @param limit bytes, instead of a column; null for none
   * @throws HistoryException a required column is missing, or the rows are not in order
   */
  static void read(Reader in, History into, @Nullable Double limit)
      throws IOException, HistoryException {
    CsvHistory csv = new CsvHistory(in, into, limit);
    String noted = csv.skipNotes();
    if (csv.line.length() == 0) {
      throw new HistoryException("it is empty; expected a header with the columns' names");
    }
    String first = csv.line.toString();
    if (noted == null || isHeader(first)) {
      csv.header(first);
    } else {
      csv.header(noted);
      csv.row();
    }
    while (csv.nextLine()) {
      csv.row();
    }
    into.checkOrder();
  }

  /**
   * Moves to the first line that neither begins with # nor names the separator for Excel ({@code
   * sep=,}); the line is empty where there is none.
   *
   * @return the first of the lines before it that is a header after its #; null where none is
   */
  private @Nullable String skipNotes() throws IOException {
    String header = null;
    while (lines.next(line)) {
      if (line.length() > 0 && line.charAt(0) == '\ufeff') {
        line.deleteCharAt(0);
      }
      if (line.length() > 0 && line.charAt(0) != '#' && !isForExcel()) {
        return header;
      }
      String note = line.length() == 0 ? "" : line.substring(1);
      if (header == null && isHeader(note)) {
        header = note;
      }
    }
    line.setLength(0);
    return header;
  }

  private boolean isForExcel() {
    return line.length() <= 5 && line.indexOf("sep=") == 0;
  }

  /** Whether the text names a time and another known column. */
  private static boolean isHeader(String text) {
    Cells cells = new Cells(Cells.separator(text));
    boolean time = false;
    boolean figure = false;
    for (int i = cells.split(text) - 1; i >= 0; i--) {
      Column column = Column.of(cells.text(i));
      time |= column.kind == Column.Kind.TIME;
      figure |= column.isFigure();
    }
    return time && figure;
  }

  /** Moves to the next line; ignores empty lines and lines that begin with #. */
  private boolean nextLine() throws IOException {
    while (lines.next(line)) {
      if (line.length() > 0 && line.charAt(0) != '#') {
        return true;
      }
    }
    return false;
  }

  private void header(String text) throws HistoryException {
    cells = new Cells(Cells.separator(text));
    int count = cells.split(text);
    columns = new Column[count];
    names = new String[count];
    Map<String, Integer> taken = new HashMap<>();
    for (int i = 0; i < count; i++) {
      names[i] = cells.text(i);
      columns[i] = Column.of(names[i]);
      if (columns[i].kind == Column.Kind.OTHER) {
        passOver(i);
      } else if (columns[i].kind != Column.Kind.LABEL) {
        take(i, taken);
      }
    }
    if (!taken.containsKey(TIME.meaning()) && names[0].isEmpty()) {
      columns[0] = TIME; // pandas writes its index without a name
    }
    for (int i = 0; i < count; i++) {
      if (columns[i].isFigure()) {
        into.read.put(names[i], columns[i].meaning());
      }
    }
    Required.check(columns, limit, text);
  }

  /** Reads this column, or the earlier one of the same meaning, and ignores the other. */
  private void take(int column, Map<String, Integer> taken) {
    Integer before = taken.get(columns[column].meaning());
    if (before != null) {
      if (!Column.goesBefore(names[column], names[before])) {
        passOver(column);
        return;
      }
      passOver(before);
    }
    taken.put(columns[column].meaning(), column);
    if (columns[column].kind == Column.Kind.TIME) {
      time = column;
    }
  }

  private void passOver(int column) {
    if (!names[column].isEmpty()) {
      into.ignored.add(names[column]);
    }
    columns[column] = Column.of("");
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
      String column = names[time].isEmpty() ? "the first column" : names[time];
      into.bad(where, column + ": " + expected + cells.text(time) + "\"");
      return;
    }
    row.begin(seconds);
    if (limit != null) {
      row.take(LIMIT, limit);
    }
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

  /** The fault of a cell; null where there is none. */
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
      if (column.kind == Column.Kind.START) {
        return start(i);
      }
    }
    String expected = column.field != null && Column.isLimit(column.field) ? " or +Inf" : "";
    String found = "\"" + cells.text(i) + "\"";
    return names[i] + ": expected a number from 0 on" + expected + ", found " + found;
  }

  /** Reads a start time that is no number. */
  private @Nullable String start(int i) {
    double seconds = Instants.ofIso(cells.text(i));
    if (Double.isNaN(seconds)) {
      return names[i] + ": expected a number or ISO 8601, found \"" + cells.text(i) + "\"";
    }
    row.start = seconds;
    return null;
  }

  private void label(String label, String value) {
    if (!value.isEmpty()) {
      name.append(name.length() == 0 ? "" : ", ").append(label).append("=\"");
      name.append(Printable.piece(value)).append('"');
    }
  }
}
