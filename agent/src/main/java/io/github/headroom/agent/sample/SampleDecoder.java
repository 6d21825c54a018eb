package io.github.headroom.agent.sample;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of {@link SampleEncoder}, by the names in the recording. Fields that this version
 * does not know are ignored. Fields that the recording does not have are absent.
 */
public final class SampleDecoder {

  private static final State[] STATES = State.values();

  /** Rows, columns and the bytes of a name are each counted by one byte. */
  private static final int MOST = 255;

  private final @Nullable Field[] fields;
  private final int[] tables;
  private final int[] columns;

  /** Of the fields or of the row that is read; used again, as is the name of the row. */
  private final State[] states;

  private final char[] name = new char[MOST];
  private int nameLength;

  /**
   * @param fieldNames from {@link SampleEncoder#fields()}
   * @param tableNames from {@link SampleEncoder#tables()}
   */
  public SampleDecoder(String fieldNames, String tableNames) {
    String[] names = words(fieldNames);
    fields = new Field[names.length];
    for (int i = 0; i < names.length; i++) {
      fields[i] = field(names[i]);
    }
    states = new State[Math.max(MOST, fields.length)];
    String[] described = words(tableNames);
    tables = new int[described.length];
    columns = new int[described.length];
    for (int i = 0; i < described.length; i++) {
      int colon = described[i].indexOf(':');
      tables[i] = table(colon < 0 ? described[i] : described[i].substring(0, colon));
      columns[i] = colon < 0 ? 0 : number(described[i].substring(colon + 1));
    }
  }

  /** Reads the single figures; false where the bytes end too early. */
  public boolean takeFields(ByteBuffer in, Sample into) {
    into.readings().fill(State.ABSENT);
    try {
      takeStates(in, fields.length);
      for (int i = 0; i < fields.length; i++) {
        long value = states[i] == State.KNOWN ? in.getLong() : 0;
        Field field = fields[i];
        if (field == null) {
          continue;
        }
        if (states[i] == State.KNOWN) {
          into.set(field, value);
        } else {
          into.set(field, states[i]);
        }
      }
      return true;
    } catch (BufferUnderflowException e) {
      return false;
    }
  }

  /** Reads the tables; false where the bytes end too early. */
  public boolean takeTables(ByteBuffer in, Sample into) {
    for (int i = 0; i < SampleTables.NAMES.length; i++) {
      SampleTables.of(into, i).clear();
    }
    try {
      for (int i = 0; i < tables.length; i++) {
        int rows = in.get() & 0xff;
        for (int row = 0; row < rows; row++) {
          takeRow(in, columns[i], tables[i] < 0 ? null : SampleTables.of(into, tables[i]));
        }
      }
      return true;
    } catch (BufferUnderflowException e) {
      return false;
    }
  }

  /** Sets the sample's time, milliseconds since 1970, and the duration of its pass, nanoseconds. */
  public static void time(Sample into, long epochMillis, long tookNanos) {
    into.begin(epochMillis);
    into.end(tookNanos);
  }

  private void takeRow(ByteBuffer in, int columns, @Nullable Rows into) {
    takeName(in);
    takeStates(in, columns);
    int row = into == null || into.full() ? -1 : into.add(name, nameLength);
    for (int column = 0; column < columns; column++) {
      long value = states[column] == State.KNOWN ? in.getLong() : 0;
      if (into == null || row < 0 || column >= into.columns()) {
        continue;
      }
      if (states[column] == State.KNOWN) {
        into.set(row, column, value);
      } else {
        into.set(row, column, states[column]);
      }
    }
  }

  private void takeStates(ByteBuffer in, int count) {
    int packed = 0;
    for (int i = 0; i < count; i++) {
      packed = i % 4 == 0 ? in.get() & 0xff : packed >> 2;
      states[i] = STATES[packed & 3];
    }
  }

  private void takeName(ByteBuffer in) {
    int end = (in.get() & 0xff) + in.position();
    nameLength = 0;
    while (in.position() < end) {
      int b = in.get() & 0xff;
      if (b >= 0xe0) {
        b = (b & 0xf) << 12 | (in.get() & 0x3f) << 6 | (in.get() & 0x3f);
      } else if (b >= 0xc0) {
        b = (b & 0x1f) << 6 | (in.get() & 0x3f);
      }
      name[nameLength++] = (char) b;
    }
  }

  private static @Nullable Field field(String name) {
    for (Field field : Field.values()) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    return null;
  }

  private static int table(String name) {
    for (int i = 0; i < SampleTables.NAMES.length; i++) {
      if (SampleTables.NAMES[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static int number(String text) {
    try {
      return Math.max(0, Math.min(255, Integer.parseInt(text)));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String[] words(String text) {
    java.util.StringTokenizer tokens = new java.util.StringTokenizer(text);
    String[] words = new String[tokens.countTokens()];
    for (int i = 0; i < words.length; i++) {
      words[i] = tokens.nextToken();
    }
    return words;
  }
}
