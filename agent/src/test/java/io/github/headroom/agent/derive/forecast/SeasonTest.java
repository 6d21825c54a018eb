package io.github.headroom.agent.derive.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value a minute, MiB, with a day's wave of 200 MiB. */
class SeasonTest {

  private static final double DAY = 86_400;
  private static final double MIB = 1 << 20;

  private final Season days = Season.ofDay();
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
    assertTrue(days.heldMore(300 * MIB));
    assertFalse(days.heldMore(700 * MIB));
  }

  @Test
  void onTheFirstDayThereIsNoYesterday() {
    live(0.5, 0);
    assertFalse(days.heldMore(0));
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

  /** A process that starts now, on a clock with another origin. */
  private Season successor(double seconds) {
    ByteBuffer shape = ByteBuffer.allocate(4096);
    days.put(now, 0, shape);
    shape.flip();
    Season season = Season.ofDay();
    season.inherit(seconds, shape);
    season.add(seconds, 100 * MIB);
    return season;
  }

  @Test
  void aLevelOfTheSameTimeADayAgoWasHeldBefore() {
    live(2, 0);
    assertTrue(days.held(490 * MIB));
    assertFalse(days.held(560 * MIB)); // it was at six
  }

  @Test
  void aProcessKnowsWhatItsPredecessorHeldAtThisTimeOfDay() {
    live(1.25, 0); // until the wave is at its height
    Season season = successor(5.5 * DAY);
    assertTrue(season.held(599 * MIB));
    season.add(5.75 * DAY, 100 * MIB); // six hours later the wave was at its mean
    assertTrue(season.held(500 * MIB));
    assertFalse(season.held(560 * MIB));
  }

  @Test
  void whatAPredecessorHeldIsNoGrowthOfItsSuccessor() {
    live(2, 0);
    Season season = successor(now);
    for (double at = now; at < now + DAY; at += 60) {
      season.add(at, (1000 + (at - now) / 60) * MIB);
    }
    assertFalse(season.grows());
    assertFalse(season.heldMore(0));
  }

  @Test
  void aMondayIsHeldByTheMondayBefore() {
    Season day = Season.ofDay();
    Season week = Season.ofWeek();
    for (now = 0; now <= 7.5 * DAY; now += 60) {
      double value = (now % Season.WEEK < 5 * DAY ? 600 : 300) * MIB;
      day.add(now, value);
      week.add(now, value);
    }
    assertFalse(day.held(600 * MIB));
    assertTrue(week.held(600 * MIB));
  }

  @Test
  void aSlowLeakShowsFromWeekToWeekThoughWeekendsAreLower() {
    Season week = Season.ofWeek();
    for (now = 0; now <= 17 * DAY; now += 60) {
      week.add(now, ((now % Season.WEEK < 5 * DAY ? 600 : 300) + 7 * now / DAY) * MIB);
    }
    assertTrue(week.grows());
    assertEquals(7 * MIB / DAY, week.slope(), 0.01 * MIB / DAY);
  }
}
