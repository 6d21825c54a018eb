package io.github.headroom.benchmarks.accuracy.lives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is judged of traces as integration-tests/lives.sh leaves them. */
class RealLivesTest {

  @TempDir private Path directory;

  private final StringBuilder trace = new StringBuilder();

  @Test
  void aTimeThatIsRefutedIsAFalseAlarm() throws Exception {
    for (int second = 1; second < 1000; second++) {
      boolean warns = second >= 300 && second < 310;
      export(second, warns ? 100 : Double.NaN, "java_heap");
    }
    Score score = Score.of(life("days-1", 1000, false, null));
    assertEquals(1, score.falseAlarms);
    assertEquals(0, score.kills);
  }

  @Test
  void aTimeThatTheEndOfTheLifeDoesNotRefuteCountsNeitherWay() throws Exception {
    for (int second = 1; second < 1000; second++) {
      export(second, second >= 300 ? 250 : Double.NaN, "java_heap");
    }
    assertEquals(0, Score.of(life("days-1", 1000, false, null)).falseAlarms, "3 times 250");
  }

  @Test
  void aRightWarningIsJudgedByTheEnd() throws Exception {
    for (int second = 1; second < 1500; second++) {
      export(second, second >= 200 ? 1500 - second : Double.NaN, "native_other");
    }
    Score score = Score.of(life("native-1", 1500, true, "native_other"));
    assertEquals(1, score.kills);
    assertEquals("100.0 %", score.foreseen());
    assertEquals("100.0 %", score.culprit());
    assertEquals("100.0 %", score.interval());
    assertEquals("0 / 0 % (1, without 0)", score.tenMinutes());
  }

  @Test
  void theCulpritIsThatOfAMinuteBefore() throws Exception {
    for (int second = 1; second < 600; second++) {
      export(second, 600 - second, second < 560 ? "java_heap" : "native_other");
    }
    Score score = Score.of(life("native-1", 600, true, "native_other"));
    assertEquals("0.0 %", score.culprit());
    assertEquals(List.of("culprit JAVA_HEAP, not NATIVE_OTHER: native-1"), score.misses);
  }

  @Test
  void whatIsNotExportedIsNoWarning() throws Exception {
    for (int second = 1; second < 500; second++) {
      export(second, 600 - second, "native_other");
    }
    RealLife life = life("native-1", 600, true, "native_other");
    assertTrue(life.warns(500), "the last export still stands");
    assertFalse(life.warns(510));
    assertEquals(101.5, life.longestSilence, 1e-9);
    assertEquals("0.0 %", Score.of(life).foreseen());
  }

  @Test
  void theProbabilityIsThatOfEachMinute() throws Exception {
    for (int second = 1; second < 1300; second++) {
      export(second, Double.NaN, "-", second < 700 ? 0 : 1);
    }
    Score score = Score.of(life("native-1", 1300, true, "native_other"));
    assertEquals("1.00 (0.000)", score.probability(0));
  }

  @Test
  void whoWasToDieAndLivedIsNamedAndNotCounted() throws Exception {
    export(1, Double.NaN, "-");
    RealLife life = life("native-1", 600, false, "native_other");
    String text = new RealLives(List.of(life), "- Run: some day\n").text();
    assertTrue(text.contains("\n- not counted, for it was not killed: native-1\n"), text);
    assertTrue(text.contains("| lives, hours | 0, 0 |"), text);
  }

  @Test
  void theDocumentHasAColumnAFamilyAndARowAShape() throws Exception {
    for (int second = 1; second < 400; second++) {
      export(second, 400 - second, "native_other");
    }
    RealLife dies = life("native-1", 400, true, "native_other");
    trace.setLength(0);
    export(1, Double.NaN, "-");
    RealLife lives = life("days-1", 1800, false, null);
    String text = new RealLives(List.of(lives, dies), "- Run: some day\n").text();
    assertTrue(text.contains("| figure | all | load | leaks |"), text);
    assertTrue(text.contains("| lives, hours | 2, 0.6 | 1, 0.5 | 1, 0.1 |"), text);
    assertTrue(text.contains("\n| days | 1, 0.5, 0 | 0.00 |"), text);
    assertTrue(text.contains("1 of JVMs that were killed, 0.1 h, 340 to 340 s after"), text);
  }

  @Test
  void aLineThatIsNoneIsNamed() throws Exception {
    trace.append("1.0 - -\n");
    export(2, Double.NaN, "-");
    IOException fault = assertThrows(IOException.class, () -> life("days-1", 10, false, null));
    assertTrue(fault.getMessage().endsWith("trace:1: expected 8 words, found 1.0 - -"));
  }

  @Test
  void aLastLineThatWasBrokenOffIsPassedOver() throws Exception {
    export(1, Double.NaN, "-");
    trace.append("2.0 - -");
    assertEquals(10, life("days-1", 10, false, null).count);
  }

  private void export(double second, double mid, String culprit) {
    export(second, mid, culprit, 0.5);
  }

  private void export(double second, double mid, String culprit, double probability) {
    trace.append(second - 0.5);
    for (double factor : new double[] {0.8, 1, 1.25}) {
      trace.append(' ').append(Double.isNaN(mid) ? "-" : String.valueOf(factor * mid));
    }
    trace.append(String.format(Locale.ROOT, " %s %s 0.5 -%n", culprit, probability));
  }

  private RealLife life(String name, int seconds, boolean killed, String area) throws IOException {
    Path life = Files.createDirectories(directory.resolve(name));
    Files.writeString(life.resolve("trace"), trace);
    Files.writeString(
        life.resolve("life"),
        String.format(
            "name=%s\nshape=%s\nfamily=%s\nkilled=%s\nexit=%s\nseconds=%d\ndies=%s\nordinary=true\n%s",
            name,
            name.substring(0, name.indexOf('-')),
            area == null ? "load" : "leaks",
            killed,
            killed ? "137" : "lives",
            seconds,
            area != null,
            area == null ? "" : "onset=60\narea=" + area + "\n"));
    return RealLife.read(life);
  }
}
