package io.github.headroom.agent.sample;

import java.nio.ByteBuffer;

/**
 * Writes a sample as bytes, without allocation. The bytes contain no names: {@link #fields()} and
 * {@link #tables()} describe the order, and {@link SampleDecoder} reads by it. See
 * docs/recording.md for the layout.
 */
public final class SampleEncoder {

  /** The most bytes of a row's name that are kept; the longest names are paths of cgroups. */
  static final int MAX_NAME_BYTES = 255;

  private SampleEncoder() {}

  /** The fields in their order, separated by spaces. */
  public static String fields() {
    StringBuilder names = new StringBuilder(2048);
    for (Field field : Field.values()) {
      names.append(names.length() == 0 ? "" : " ").append(field.name());
    }
    return names.toString();
  }

  /** The tables in their order, each {@code name:columns}, separated by spaces. */
  public static String tables() {
    Sample sample = new Sample();
    StringBuilder names = new StringBuilder(256);
    for (int i = 0; i < SampleTables.NAMES.length; i++) {
      names.append(i == 0 ? "" : " ").append(SampleTables.NAMES[i]).append(':');
      names.append(SampleTables.of(sample, i).columns());
    }
    return names.toString();
  }

  /** Writes the single figures. */
  public static void putFields(Sample sample, ByteBuffer out) {
    put(sample.readings(), 0, Field.COUNT, out);
  }

  /** Writes the tables. Rows without room in the buffer are left out. */
  public static void putTables(Sample sample, ByteBuffer out) {
    for (int i = 0; i < SampleTables.NAMES.length; i++) {
      put(SampleTables.of(sample, i), out, SampleTables.NAMES.length - i);
    }
  }

  private static void put(Rows rows, ByteBuffer out, int tablesLeft) {
    int count = out.position();
    int most = 1 + MAX_NAME_BYTES + rows.columns() * 9;
    int written = 0;
    out.put((byte) 0);
    for (int i = 0; i < rows.size() && out.remaining() >= most + tablesLeft; i++) {
      putName(rows.name(i), out);
      put(rows.readings(), rows.base(i), rows.columns(), out);
      written++;
    }
    out.put(count, (byte) written);
  }

  /** Writes states, four to a byte, then the known numbers. */
  private static void put(Readings from, int base, int count, ByteBuffer out) {
    for (int i = 0; i < count; i += 4) {
      int states = 0;
      for (int j = 0; j < 4 && i + j < count; j++) {
        states |= from.state(base + i + j).ordinal() << (2 * j);
      }
      out.put((byte) states);
    }
    for (int i = 0; i < count; i++) {
      if (from.state(base + i) == State.KNOWN) {
        out.putLong(from.value(base + i));
      }
    }
  }

  /**
   * Writes UTF-8, except that each half of a surrogate pair takes three bytes. String.getBytes
   * would allocate.
   */
  private static void putName(String name, ByteBuffer out) {
    int length = out.position();
    out.put((byte) 0);
    int end = length + 1 + MAX_NAME_BYTES;
    for (int i = 0; i < name.length() && out.position() + 3 <= end; i++) {
      char c = name.charAt(i);
      if (c < 0x80) {
        out.put((byte) c);
      } else if (c < 0x800) {
        out.put((byte) (0xc0 | c >> 6)).put((byte) (0x80 | (c & 0x3f)));
      } else {
        out.put((byte) (0xe0 | c >> 12));
        out.put((byte) (0x80 | (c >> 6 & 0x3f))).put((byte) (0x80 | (c & 0x3f)));
      }
    }
    out.put(length, (byte) (out.position() - length - 1));
  }
}
