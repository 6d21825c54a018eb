package io.github.headroom.it.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.evidence.Export;
import io.github.headroom.it.parts.MetricPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** An export a second under a limit of 1000 bytes. */
class UsualRuleTest {

  private static final int LIMIT = 1000;

  @Test
  void theThresholdWarnsAboveNineTenthsAndEstimatesNoTime() {
    assertTrue(words(UsualRule.THRESHOLD, 60, at -> 900).isEmpty());
    Word word = last(words(UsualRule.THRESHOLD, 60, at -> 901));
    assertEquals(59, word.at());
    assertFalse(word.hasTime());
  }

  @Test
  void bothOtherRulesForecastALineThatMeetsTheLimitWithinTenMinutes() {
    for (UsualRule rule : List.of(UsualRule.LEAST_SQUARES, UsualRule.TWO_POINTS)) {
      assertEquals(500 - 99, last(words(rule, 100, at -> 500 + at)).mid(), 0.5, rule.text);
    }
  }

  @Test
  void aSlowerOneIsNot() {
    for (UsualRule rule : List.of(UsualRule.LEAST_SQUARES, UsualRule.TWO_POINTS)) {
      assertTrue(words(rule, 100, at -> 300 + at).isEmpty(), rule.text);
      assertTrue(words(rule, 100, at -> 900 - at).isEmpty(), rule.text);
    }
  }

  @Test
  void twoPointsFollowTheLastMinuteAndLeastSquaresTenOfThem() {
    DoubleUnaryOperator bent = at -> at < 540 ? 500 : 500 + 2 * (at - 540);
    assertFalse(words(UsualRule.TWO_POINTS, 600, bent).isEmpty());
    assertTrue(words(UsualRule.LEAST_SQUARES, 600, bent).isEmpty());
  }

  @Test
  void betweenTwoScrapesTheTimeRunsOn() {
    List<Word> words = words(UsualRule.TWO_POINTS, 100, at -> 500 + at);
    Word before = words.get(words.size() - 2);
    Word after = last(words);
    assertEquals(1, before.mid() - after.mid(), 1e-9);
  }

  private static Word last(List<Word> words) {
    return words.get(words.size() - 1);
  }

  private static List<Word> words(UsualRule rule, int seconds, DoubleUnaryOperator bytes) {
    List<Export> exports = new ArrayList<>();
    for (int at = 0; at < seconds; at++) {
      double held = bytes.applyAsDouble(at);
      exports.add(
          new Export(
              "0001",
              1,
              List.of(
                  point(at, "container.memory.working_set", Map.of(), held),
                  point(at, "container.memory.usage", Map.of(), held),
                  point(
                      at,
                      "headroom.container.memory.limit",
                      Map.of("headroom.limit.scope", "effective"),
                      LIMIT))));
    }
    return rule.words(exports);
  }

  private static MetricPoint point(
      double at, String name, Map<String, String> attributes, double value) {
    return new MetricPoint(
        name, "gauge", "By", "-", attributes, Map.of(), value, Math.round(at * 1e9));
  }
}
