package io.github.headroom.it.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.evidence.Export;
import io.github.headroom.it.parts.MetricPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadroomErrorTest {

  private static final Map<String, Double> KILL = Map.of("container.memory.rss", 950.0);

  @Test
  void theEstimateIsComparedWithWhatWasStillTaken() {
    // Killed at 950 of 1000: at 150 it could still take 800, at 850 100.
    HeadroomError error =
        HeadroomError.of(List.of(export(150, 790, 500), export(850, 103, 950)), KILL, 0, 1000)
            .orElseThrow();
    Spread expected = error.errors().get("expected");
    assertEquals(-1.0, expected.least(), 1e-9);
    assertEquals(0.3, expected.greatest(), 1e-9);
    assertEquals(0.3, expected.median(), 1e-9);
    assertEquals(1.0, expected.p90(), 1e-9);
    assertEquals(10.3, error.lastExpected(), 1e-9);
  }

  @Test
  void theAlarmOfAWorkingSetRuleIsInTheTable() {
    HeadroomError error =
        HeadroomError.of(List.of(export(150, 790, 500)), KILL, 0, 1000).orElseThrow();
    assertEquals(-30.0, error.errors().get("limit - working_set").least(), 1e-9);
  }

  @Test
  void anEstimateThatWasNeverPublishedHasNoError() {
    HeadroomError error =
        HeadroomError.of(List.of(export(150, 790, 500)), KILL, 0, 1000).orElseThrow();
    assertFalse(error.errors().containsKey("guaranteed"));
  }

  @Test
  void memoryThatMovesToSwapIsStillHeld() {
    Map<String, Double> kill =
        Map.of("container.memory.rss", 900.0, "headroom.container.memory.swap", 150.0);
    HeadroomError error =
        HeadroomError.of(List.of(swapping(export(900, 100, 950), 50, 0)), kill, 0, 1000)
            .orElseThrow();
    assertEquals(0, error.errors().get("expected").greatest(), 1e-9);
  }

  @Test
  void thePoolOfZswapIsNoMemoryThatTheProcessesTook() {
    // 300 of anonymous memory are in swap, compressed to 100 of kernel memory: 1,100 in all.
    Map<String, Double> kill =
        Map.of(
            "container.memory.rss", 800.0,
            "headroom.container.memory.swap", 300.0,
            "headroom.container.memory.kernel", 110.0);
    HeadroomError error =
        HeadroomError.of(
                List.of(
                    swapping(export(400, 710, 500), 0, 10),
                    swapping(export(800, 150, 950), 150, 60)),
                kill,
                100,
                1000)
            .orElseThrow();
    Spread expected = error.errors().get("expected");
    assertEquals(1.0, expected.least(), 1e-9);
    assertEquals(1.0, expected.greatest(), 1e-9);
    assertEquals(15.0, error.lastExpected(), 1e-9);
  }

  @Test
  void thereIsNoErrorWithoutAKill() {
    assertTrue(HeadroomError.of(List.of(export(150, 790, 500)), Map.of(), 0, 1000).isEmpty());
  }

  @Test
  void exportsWithoutTheGroupAreIgnored() {
    Export empty = new Export("0001", 1, List.of());
    assertTrue(HeadroomError.of(List.of(empty), KILL, 0, 1000).isEmpty());
  }

  private static Export export(long anon, long expected, long workingSet) {
    List<MetricPoint> points = new ArrayList<>();
    points.add(point("container.memory.rss", Map.of(), anon));
    points.add(point("headroom.oom.headroom", Map.of("headroom.estimate", "expected"), expected));
    points.add(point("container.memory.working_set", Map.of(), workingSet));
    return new Export("0001", 1, points);
  }

  private static Export swapping(Export export, long swap, long kernel) {
    List<MetricPoint> points = new ArrayList<>(export.points());
    points.add(point("headroom.container.memory.swap", Map.of(), swap));
    points.add(point("headroom.container.memory.kernel", Map.of(), kernel));
    return new Export(export.name(), export.arrivedMillis(), points);
  }

  private static MetricPoint point(String name, Map<String, String> attributes, long value) {
    return new MetricPoint(name, "gauge", "By", "-", attributes, Map.of(), value, 1);
  }
}
