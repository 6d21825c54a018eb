package io.github.headroom.agent.derive.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BandTest {

  private final Band band = new Band();
  private double now;

  /** Intervals of 90 to 110 % of a time of 1000 s, whose end then moves by that factor. */
  private void shown(int times, double factor) {
    for (int i = 0; i < times; i++) {
      double middle = i % 2 == 0 ? 1000 : 1000 * factor;
      band.look(now, band.low(0.9 * middle, middle), middle, band.high(1.1 * middle, middle));
      now += 250;
    }
  }

  private double width() {
    return band.high(1100, 1000) - band.low(900, 1000);
  }

  @Test
  void intervalsThatMissTheEndBecomeWider() {
    double before = width();
    shown(20, 3);
    assertTrue(width() > 1.5 * before, width() + " after " + before);
  }

  @Test
  void intervalsThatHoldItBecomeNarrower() {
    double before = width();
    for (int i = 0; i < 20; i++) {
      band.look(now, 900 - now, 1000 - now, 1100 - now);
      now += 40;
    }
    assertTrue(width() < before, width() + " after " + before);
  }

  @Test
  void whatIsNotLookedAtChangesNothing() {
    double before = width();
    for (int i = 0; i < 20; i++) {
      band.stop();
      band.look(now, 900, 1000, 1100);
      now += 1000;
    }
    assertEquals(before, width());
  }

  @Test
  void theMiddleLiesWithin() {
    assertTrue(band.low(1000, 1000) <= 1000 && band.high(1000, 1000) >= 1000);
  }

  @Test
  void aTimeOfNothingHasAnInterval() {
    assertEquals(0, band.low(0, 0));
    assertTrue(band.high(0, 0) >= 0);
  }

  @Test
  void aMiddleThatNeverComesLeavesTheEndsAsTheyAreFound() {
    assertEquals(10, band.low(10, Double.POSITIVE_INFINITY));
    assertEquals(
        Double.POSITIVE_INFINITY, band.low(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY));
    assertEquals(
        Double.POSITIVE_INFINITY, band.high(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY));
    assertEquals(Double.POSITIVE_INFINITY, band.high(Double.POSITIVE_INFINITY, 1000));
  }
}
