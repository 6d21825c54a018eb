package io.github.headroom.it.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.evidence.Export;
import io.github.headroom.it.parts.MetricPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForesightTest {

  private static final double END = 200;

  private final List<Export> exports = new ArrayList<>();

  @Test
  void theErrorIsThatOfTheEstimateAtThatTime() {
    published(140, 90);
    published(170, 33);
    assertEquals(Map.of(60, 0.5, 30, 0.1), rounded(foresight()));
  }

  @Test
  void aWarningIsAsOldAsItStoodWithoutAGap() {
    published(20, 50);
    for (int at = 140; at < END; at++) {
      published(at, END - at);
    }
    assertEquals(60, foresight().warnedAhead(), 1e-9);
    assertEquals(2, foresight().warnings());
  }

  @Test
  void aWarningThatWasTakenBackDoesNotCount() {
    published(140, 60);
    published(150, 50);
    assertEquals(0, foresight().warnedAhead());
  }

  @Test
  void theTruthIsWithinLowAndHighOrNot() {
    published(140, 60);
    published(150, 200);
    assertEquals(1, foresight().within());
    assertEquals(2, foresight().estimates());
  }

  @Test
  void theLastToBeBlamedIsTheCulprit() {
    exports.add(export(150, 50, "java_heap"));
    exports.add(export(190, 10, "native_other"));
    assertEquals(Optional.of("native_other"), foresight().culprit());
  }

  @Test
  void thereIsNoRowWithoutAForecast() {
    exports.add(new Export("0001", 1, List.of(point(150, "container.memory.rss", Map.of(), 1))));
    assertEquals(0, foresight().estimates());
    assertEquals(0, foresight().warnings());
    assertTrue(foresight().errors().isEmpty());
    assertFalse(foresight().culprit().isPresent());
  }

  private Foresight foresight() {
    return Foresight.of(Word.ofTheAgent(exports), 50, END);
  }

  private static Map<Integer, Double> rounded(Foresight foresight) {
    Map<Integer, Double> rounded = new java.util.TreeMap<>();
    foresight.errors().forEach((ahead, error) -> rounded.put(ahead, Math.rint(error * 1e6) / 1e6));
    return rounded;
  }

  private void published(double at, double seconds) {
    exports.add(export(at, seconds, "native_other"));
  }

  private static Export export(double at, double seconds, String culprit) {
    String time = "headroom.oom.time_to_kill";
    List<MetricPoint> points = new ArrayList<>();
    points.add(point(at, time, Map.of("headroom.bound", "low"), seconds * 0.8));
    points.add(point(at, time, Map.of("headroom.bound", "mid"), seconds));
    points.add(point(at, time, Map.of("headroom.bound", "high"), seconds * 1.25));
    for (String area : List.of("java_heap", "native_other")) {
      points.add(
          point(
              at,
              "headroom.oom.culprit",
              Map.of("headroom.memory.area", area),
              area.equals(culprit) ? 1 : 0));
    }
    return new Export("0001", 1, points);
  }

  private static MetricPoint point(
      double at, String name, Map<String, String> attributes, double value) {
    return new MetricPoint(
        name, "gauge", "s", "-", attributes, Map.of(), value, Math.round(at * 1e9));
  }
}
