package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What GC.heap_info and VM.native_memory print: no figure is negative, and each is in the text. */
public final class JvmTextFuzz {

  private static final Sample SAMPLE = new Sample();

  private JvmTextFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    HeapRange range = new HeapRange();
    if (range.parse(text)) {
      assertTrue(range.start >= 0 && range.start < range.end);
      String lower = text.toLowerCase(Locale.ROOT);
      assertTrue(lower.contains(Long.toHexString(range.start)), "the heap's start");
      assertTrue(lower.contains(Long.toHexString(range.end)), "the heap's end");
    }
    Rows rows = SAMPLE.nativeMemory();
    rows.clear();
    NativeMemory.parse(text, rows);
    for (int row = 0; row < rows.size(); row++) {
      check(text, rows, row, Sample.NATIVE_RESERVED);
      check(text, rows, row, Sample.NATIVE_COMMITTED);
      check(text, rows, row, Sample.NATIVE_MAPPED);
    }
  }

  private static void check(String text, Rows rows, int row, int column) {
    if (rows.known(row, column)) {
      long value = rows.value(row, column);
      assertTrue(value >= 0, rows.name(row) + " " + value);
      boolean printed = text.contains(Long.toString(value));
      boolean inKilobytes = value % 1024 == 0 && text.contains(value / 1024 + "KB");
      boolean nothingMapped = column == Sample.NATIVE_MAPPED && value == 0;
      assertTrue(printed || inKilobytes || nothingMapped, rows.name(row) + " " + value);
    }
  }
}
