package io.github.headroom.agent.derive.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value a minute, MiB, with a day's wave of 200 MiB. */
class DaysTest {

  private static final double DAY = 86_400;
  private static final double MIB = 1 << 20;

  private final Days days = new Days();
  private double now;
  private double base = 500;

  private void live(double forDays, double leakADay) {
    double until = now + forDays * DAY;
    double from = now;
    for (; now < until; now += 60) {
      double wave = 100 * Math.sin(now / DAY * 2 * Math.PI);
      days.add(now, (base + wave + leakADay * (now - from) / DAY) * MIB);
    }
  }

  @Test
  void aWaveOfTheDayIsNoGrowth() {
    live(3, 0);
    assertFalse(days.grows());
  }

  @Test
  void aDayAndAHalfTellsNothing() {
    live(1.5, 50);
    assertFalse(days.grows());
  }

  @Test
  void whatEachDayAddsIsGrowth() {
    live(2, 50);
    assertTrue(days.grows());
    assertEquals(50 * MIB / DAY, days.slope(), 0.01 * MIB / DAY);
    assertTrue(days.slowSlope() <= days.slope() && days.slope() <= days.fastSlope());
  }

  @Test
  void itMeetsTheEndAtThatTimeOfDayWhenTheWaveIsHighest() {
    live(2, 50); // 600 at the wave's height, 50 more a day: 762 on the fourth, a quarter of it
    double seconds = days.secondsUntil(761 * MIB, days.slope(), now);
    assertEquals(1.25 * DAY, seconds, 3600);
  }

  @Test
  void whatDoesNotReachTheEndInTwoWeeksHasNoTime() {
    live(2, 1);
    assertEquals(Double.POSITIVE_INFINITY, days.secondsUntil(800 * MIB, days.slope(), now));
  }

  @Test
  void aStepIsNoGrowth() {
    live(2, 0);
    base += 100;
    for (int hour = 0; hour < 48; hour++) {
      live(1 / 24.0, 0);
      assertFalse(days.grows(), "after " + hour + " h");
    }
  }

  @Test
  void aDayThatWasMissedIsNotCompared() {
    live(2, 50);
    now += 2 * DAY;
    live(0.5, 0);
    assertFalse(days.grows());
  }

  @Test
  void lessThanAtThisTimeYesterdayIsKnownAsSuch() {
    live(1.5, 0);
    days.add(now, 300 * MIB);
    assertTrue(days.heldMoreYesterday(300 * MIB));
    assertFalse(days.heldMoreYesterday(700 * MIB));
  }

  @Test
  void onTheFirstDayThereIsNoYesterday() {
    live(0.5, 0);
    assertFalse(days.heldMoreYesterday(0));
  }

  @Test
  void aClockThatBeginsBelowZeroIsAClock() {
    now = -5 * DAY;
    live(2, 50);
    assertTrue(days.grows());
    assertEquals(1.25 * DAY, days.secondsUntil(761 * MIB, days.slope(), now), 3600);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aTimeThatIsNoneIsPassedOver(double seconds) {
    live(1, 50);
    assertFalse(days.add(seconds, 0));
    base += 50;
    live(1, 50);
    assertTrue(days.grows());
  }

  @Test
  void aTimeBeyondAllDaysThrowsNothing() {
    live(2, 50);
    days.add(1e300, 0);
    days.add(1e301, 0);
    days.secondsUntil(1, 1, 1e301);
    assertFalse(days.grows());
  }
}
