package io.github.headroom.agent.derive.forecast;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** What grows to 400 MiB within 4000 s, under a limit of 500 MiB. */
class GrowthTest {

  private static final long MIB = 1 << 20;
  private static final int GROWS = 4000;

  private final Scales scales = new Scales();
  private final Growth growth = new Growth();
  private final Tick tick = new Tick();
  private double now;
  private double floor;
  private boolean found;

  private void live(DoubleUnaryOperator held) {
    for (int i = 0; i < GROWS; i++) {
      tick(held.applyAsDouble(now + 1));
    }
    assertTrue(found, "no growth");
  }

  private void rest(int seconds) {
    for (int i = 0; i < seconds; i++) {
      tick(floor);
    }
  }

  private void tick(double bytes) {
    floor = bytes;
    scales.add(++now, floor);
    tick.begin(now, false);
    tick.headroom(500 * MIB, Math.round(500 * MIB - floor), 0);
    found = growth.find(scales, tick, floor, 1);
  }

  private double goesOn() {
    return growth.goesOn(scales, now, floor);
  }

  private static double straight(double seconds) {
    return seconds * 400 * MIB / GROWS;
  }

  private static double stairs(double seconds) {
    return straight(Math.ceil(seconds / 400) * 400);
  }

  @Test
  void whatGrowsHasNotStopped() {
    live(GrowthTest::straight);
    assertTrue(goesOn() > 0.9, "" + goesOn());
  }

  @Test
  void whatRestsForLongerThanItEverDidHasStopped() {
    live(GrowthTest::straight);
    rest(900);
    assertTrue(goesOn() < 0.2, "" + goesOn());
  }

  @Test
  void whatRestsAsItDidBetweenItsStepsHasNot() {
    live(GrowthTest::stairs);
    rest(300);
    assertTrue(goesOn() > 0.5, "" + goesOn());
  }
}
