package io.github.headroom.agent.derive.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TimesTest {

  private final Times times = new Times();

  private void of(double... seconds) {
    for (double each : seconds) {
      times.add(each);
    }
    times.sort();
  }

  @Test
  void theMiddleIsTheMiddleOfThem() {
    of(30, 10, 20);
    assertEquals(20, times.quantile(0.5));
  }

  @Test
  void betweenTwoOfThemAQuantileLiesBetween() {
    of(10, 20);
    assertEquals(12.5, times.quantile(0.25));
  }

  @Test
  void oneThatNeverComesLeavesTheOthersTheirQuantiles() {
    of(10, 20, Double.POSITIVE_INFINITY);
    assertEquals(20, times.quantile(0.5));
    assertEquals(Double.POSITIVE_INFINITY, times.quantile(0.95));
  }

  @Test
  void halfOfThemHaveComeByTheMiddle() {
    of(1000, 1000, 1000);
    assertEquals(0.5, times.share(1000, 1), 1e-9);
  }

  @Test
  void whatIsFarAheadHasNotCome() {
    of(86_400);
    assertTrue(times.share(600, 1) < 1e-6);
  }

  @Test
  void whatNeverComesHasNotCome() {
    of(Double.POSITIVE_INFINITY);
    assertEquals(0, times.share(86_400, 1));
  }

  @Test
  void whatIsStretchedComesLater() {
    of(600);
    assertTrue(times.share(600, 2) < 0.01);
  }
}
