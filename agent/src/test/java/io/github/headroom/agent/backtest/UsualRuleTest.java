package io.github.headroom.agent.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** A sample every 15 seconds under a limit of 1000 bytes. */
class UsualRuleTest {

  private static final double LIMIT = 1000;
  private final UsualRule threshold = UsualRule.all(new Pace())[0];
  private final UsualRule tenMinutes = UsualRule.all(new Pace())[1];
  private final UsualRule hour = UsualRule.all(new Pace())[2];

  @Test
  void theThresholdWarnsAboveNineTenths() {
    feed(threshold, 60, at -> 900);
    assertFalse(threshold.warns());
    UsualRule above = UsualRule.all(new Pace())[0];
    feed(above, 60, at -> 901);
    assertTrue(above.warns());
  }

  @Test
  void theLineIsCarriedOnFromTheRowBySlopeTimesTheHorizon() {
    // At 885 s: 500 + 0.5 * 600 = 800 and 701 + 300 = 1001.
    UsualRule[] rules = {UsualRule.all(new Pace())[1], UsualRule.all(new Pace())[1]};
    feed(rules[0], 900, at -> 500 + 0.5 * (at - 885));
    feed(rules[1], 900, at -> 701 + 0.5 * (at - 885));
    assertFalse(rules[0].warns());
    assertTrue(rules[1].warns());
  }

  @Test
  void onlyTheRangeCounts() {
    feed(tenMinutes, 1800, at -> at < 900 ? 100 + at : 1);
    feed(hour, 1800, at -> at < 900 ? 100 + at : 1000);
    assertFalse(tenMinutes.warns());
    assertTrue(hour.warns());
  }

  @Test
  void oneSampleAndNoLimitAreNoWarning() {
    tenMinutes.look(0, 2000, LIMIT, 0);
    assertFalse(tenMinutes.warns());
    for (int at = 15; at < 900; at += 15) {
      tenMinutes.look(at, at, Double.NaN, 15);
      assertFalse(tenMinutes.warns());
    }
  }

  @Test
  void theTimeOfAWarningIsCounted() {
    feed(threshold, 300, at -> at >= 60 && at < 120 ? 950 : 100);
    assertEquals(1, threshold.alarm.count);
    assertEquals(60, threshold.alarm.falseSeconds());
  }

  private static void feed(UsualRule rule, int seconds, DoubleUnaryOperator bytes) {
    for (int at = 0; at < seconds; at += 15) {
      rule.look(at, bytes.applyAsDouble(at), LIMIT, at == 0 ? 0 : 15);
    }
  }
}
