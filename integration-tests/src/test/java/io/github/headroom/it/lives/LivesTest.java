package io.github.headroom.it.lives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.evidence.Export;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.MetricPoint;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lives.sh runs, and what it leaves. */
class LivesTest {

  @TempDir private Path directory;

  @Test
  void theSeedDecidesAll() {
    for (LifeShape shape : LifeShape.values()) {
      String title = RealLife.of(shape, 1, 7, 60).title();
      assertEquals(title, RealLife.of(shape, 1, 7, 60).title());
      assertTrue(!title.equals(RealLife.of(shape, 2, 7, 60).title()), title);
    }
  }

  @Test
  void whatLeaksTakesMinutes() {
    for (LifeShape shape : LifeShape.values()) {
      for (int number = 1; shape.dies() && number <= 40; number++) {
        RealLife life = RealLife.of(shape, number, 7, 60);
        assertTrue(life.drawn().lasts >= 149 && life.drawn().lasts <= 1400, life::title);
      }
    }
  }

  @Test
  void anExportIsALine() {
    List<MetricPoint> points = new ArrayList<>();
    Map.of("low", 80.0, "mid", 100.0, "high", 125.0)
        .forEach((bound, value) -> points.add(point("time_to_kill", "bound", bound, value)));
    points.add(point("culprit", "memory.area", "java_heap", 0));
    points.add(point("culprit", "memory.area", "metaspace", 1));
    points.add(point("kill_probability", "horizon", "10m", 0.5));
    assertEquals(
        "12.250 80.0 100.0 125.0 metaspace 0.5 - -",
        LifeTrace.line(new Export("", 0, points), 1_700_000_000_000L));
  }

  @Test
  void whatIsNotPublishedIsADash() {
    List<MetricPoint> points = List.of(point("verdict", "verdict", "fits", 1));
    assertEquals(
        "12.250 - - - - - - -", LifeTrace.line(new Export("", 0, points), 1_700_000_000_000L));
  }

  @Test
  void aLifeIsTracedToItsEnd() throws Exception {
    RealLife life = RealLife.of(LifeShape.DAYS, 1, 7, 3);
    LifeRun.run(life, Jdks.current(), directory);
    Properties record = new Properties();
    record.load(new StringReader(Files.readString(directory.resolve(LifeRun.ENDED))));
    assertEquals("lives", record.get("exit"));
    assertEquals("false", record.get("killed"));
    List<String> trace = Files.readAllLines(directory.resolve("trace"));
    assertTrue(trace.get(0).matches("\\d+\\.\\d{3}( \\S+){7}"), trace.get(0));
  }

  private static MetricPoint point(String name, String attribute, String word, double value) {
    return new MetricPoint(
        "headroom.oom." + name,
        "gauge",
        "1",
        "-",
        Map.of("headroom." + attribute, word),
        Map.of(),
        value,
        1_700_000_012_250L * 1_000_000);
  }
}
