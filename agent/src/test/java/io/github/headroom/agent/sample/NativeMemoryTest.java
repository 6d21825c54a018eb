package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeMemoryTest {

  @Test
  void categoriesOfJdk17() throws IOException {
    List<String> rows = parse(captured("/nmt/jdk-17.txt"));
    assertEquals(20, rows.size(), rows::toString);
    assertEquals("Java Heap 67108864 67108864", rows.get(0));
    assertEquals("Class 1073814895 204143", rows.get(1));
    assertTrue(rows.contains("Native Memory Tracking 91280 91280"), rows::toString);
    assertTrue(rows.contains("Shared class space 16777216 12349440"), rows::toString);
    assertEquals("Object Monitors 624 624", rows.get(19));
  }

  @Test
  void categoriesOfJdk25() throws IOException {
    List<String> rows = parse(captured("/nmt/jdk-25.txt"));
    assertEquals(21, rows.size(), rows::toString);
    assertEquals("Java Heap 67108864 67108864", rows.get(0));
    assertTrue(rows.contains("Shared class space 16777312 14241888"), "followed by readonly=0");
    assertTrue(rows.contains("Statistics 128 128"), rows::toString);
    assertEquals("Object Monitors 400 400", rows.get(20));
  }

  @Test
  void categoriesOfJdk8AreInKilobytes() throws IOException {
    List<String> rows = parse(captured("/nmt/jdk-8.txt"));
    assertEquals("Java Heap 67108864 67108864", rows.get(0));
    assertEquals("Class " + 1_056_896L * 1024 + " " + 4_992L * 1024, rows.get(1));
  }

  @Test
  void theCategoriesAddUpToTheTotalOfTheText() throws IOException {
    // HotSpot's own total: "Total: reserved=1495476649, committed=93698473".
    Rows rows = new Rows(64, 3);
    NativeMemory.parse(captured("/nmt/jdk-25.txt"), rows);
    long committed = 0;
    for (int i = 0; i < rows.size(); i++) {
      committed += rows.value(i, Sample.NATIVE_COMMITTED);
    }
    assertEquals(93_698_473, committed);
  }

  @Test
  void aTextCutOffAnywhereGivesTheCategoriesOfItsWholeLines() throws IOException {
    String whole = captured("/nmt/jdk-17.txt");
    List<String> all = parse(whole);
    for (int length = 0; length < whole.length(); length++) {
      List<String> some = parse(whole.substring(0, length));
      int sure = Math.max(0, some.size() - 1); // of the last one the end may be missing
      assertEquals(all.subList(0, sure), some.subList(0, sure));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a category,            '- GC (reserved=2, committed=1)',                GC 2 1",
    "more after it,         '- GC (reserved=2, committed=1, readonly=0)',    GC 2 1",
    "blanks in the name,    '-     Native Memory Tracking (reserved=2, committed=1)', Native Memory Tracking 2 1",
    "brackets in the name,  '- A (b) (reserved=2, committed=1)',             A (b) 2 1",
  })
  void aLineIsACategory(String which, String line, String expected) {
    assertEquals(List.of(expected), parse(line + "\n"), which);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "off,              'Native memory tracking is not enabled'",
    "an empty text,    ''",
    "newlines,         '\n\n\n'",
    "only a dash,      '-'",
    "no numbers,       '- GC (reserved=, committed=)'",
    "letters,          '- GC (reserved=x, committed=y)'",
    "MiB,              '- GC (reserved=2MB, committed=1MB)'",
    "no committed,     '- GC (reserved=2)'",
    "the wrong order,  '- GC (committed=1, reserved=2)'",
    "more than 63 bits,'- GC (reserved=99999999999999999999, committed=1)'",
    "KiB beyond them,  '- GC (reserved=9007199254740993KB, committed=1KB)'",
    "a sign,           '- GC (reserved=-2, committed=1)'",
    "other digits,     '- GC (reserved=\u0662, committed=\u0661)'",
    "the total,        'Total: reserved=2, committed=1'",
    "a detail,         '        (mmap: reserved=2, committed=1)'",
  })
  void aTextIsNoCategory(String which, String text) {
    assertEquals(List.of(), parse(text), which);
  }

  @Test
  void noMoreCategoriesThanThereIsRoomFor() {
    Rows rows = new Rows(3, 3);
    NativeMemory.parse("- A (reserved=2, committed=1)\n".repeat(10), rows);
    assertEquals(3, rows.size());
  }

  @Test
  void theFlagSwitchesTrackingOn() {
    assertTrue(NativeMemory.trackingIsOn(List.of("-XX:NativeMemoryTracking=summary")));
    assertTrue(NativeMemory.trackingIsOn(List.of("-Xmx1g", "-XX:NativeMemoryTracking=detail")));
  }

  @Test
  void trackingIsOffByDefault() {
    assertFalse(
        NativeMemory.trackingIsOn(List.of("-Xmx1g", "-Dx=-XX:NativeMemoryTracking=detail")));
  }

  @Test
  void theLastFlagWins() {
    String on = "-XX:NativeMemoryTracking=summary";
    String off = "-XX:NativeMemoryTracking=off";
    assertFalse(NativeMemory.trackingIsOn(List.of(on, off)));
    assertTrue(NativeMemory.trackingIsOn(List.of(off, on)));
  }

  @Test
  void whatIsMappedIsReportedApartFromWhatCameFromMalloc() throws IOException {
    Rows rows = new Rows(64, 3);
    NativeMemory.parse(captured("/nmt/jdk-17.txt"), rows);
    assertEquals("Java Heap", rows.name(0));
    assertEquals(67_108_864, rows.value(0, Sample.NATIVE_MAPPED));
    assertEquals("Class", rows.name(1));
    assertEquals(131_072, rows.value(1, Sample.NATIVE_MAPPED), "204143 less malloc=73071");
    assertEquals("Thread", rows.name(2));
    assertEquals(774_144, rows.value(2, Sample.NATIVE_MAPPED), "the stacks");
  }

  @Test
  void aCategoryWithoutMappingsHasNoMappedBytes() {
    Rows rows = new Rows(3, 3);
    NativeMemory.parse("- Symbol (reserved=9, committed=9)\n (malloc=9 #1)\n", rows);
    assertEquals(0, rows.value(0, Sample.NATIVE_MAPPED));
  }

  @Test
  void mappedBytesThatAreNoNumberAreUnreadable() {
    Rows rows = new Rows(3, 3);
    NativeMemory.parse("- GC (reserved=9, committed=9)\n (mmap: reserved=9, committed=x)\n", rows);
    assertEquals(State.UNREADABLE, rows.state(0, Sample.NATIVE_MAPPED));
  }

  private static List<String> parse(String text) {
    Rows rows = new Rows(64, 3);
    NativeMemory.parse(text, rows);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      lines.add(
          rows.name(i)
              + " "
              + rows.value(i, Sample.NATIVE_RESERVED)
              + " "
              + rows.value(i, Sample.NATIVE_COMMITTED));
    }
    return lines;
  }

  private static String captured(String name) throws IOException {
    try (InputStream in = NativeMemoryTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
