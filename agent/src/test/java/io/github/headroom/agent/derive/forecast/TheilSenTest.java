package io.github.headroom.agent.derive.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TheilSenTest {

  private final Points points = new Points(Window.LENGTH);
  private final TheilSen fit = new TheilSen();
  private final Random random = new Random(1);

  private void point(double seconds, double value) {
    points.seconds[points.count] = seconds;
    points.low[points.count++] = value;
  }

  @Test
  void aLineIsFound() {
    for (int i = 0; i < 40; i++) {
      point(i, 5 + 3.0 * i);
    }
    fit.fit(points);
    assertEquals(3, fit.slope(), 1e-9);
    assertEquals(5 + 3 * 50, fit.at(50), 1e-9);
  }

  @Test
  void aQuarterOfWildPointsDoesNotTurnIt() {
    for (int i = 0; i < 40; i++) {
      point(i, i % 4 == 0 ? 1e6 * random.nextDouble() : 3.0 * i);
    }
    fit.fit(points);
    assertEquals(3, fit.slope(), 0.5);
  }

  @Test
  void unevenTimesAreMinded() {
    for (int i = 0; i < 40; i++) {
      double at = i * i * 0.1;
      point(at, 3 * at);
    }
    fit.fit(points);
    assertEquals(3, fit.slope(), 1e-9);
  }

  @Test
  void noiseHasAnIntervalWithZero() {
    for (int i = 0; i < 40; i++) {
      point(i, random.nextGaussian());
    }
    fit.fit(points);
    assertTrue(fit.low() < 0 && fit.high() > 0, fit.low() + " to " + fit.high());
  }

  @Test
  void growthInNoiseHasAnIntervalAboveZero() {
    for (int i = 0; i < 40; i++) {
      point(i, random.nextGaussian() + 0.3 * i);
    }
    fit.fit(points);
    assertTrue(fit.low() > 0, "from " + fit.low());
    assertTrue(fit.low() < 0.3 && fit.high() > 0.3, fit.low() + " to " + fit.high());
  }

  @Test
  void theIntervalOfWhatWandersIsWider() {
    double wander = 0;
    Points independent = new Points(Window.LENGTH);
    double[] steps = new double[40];
    for (int i = 0; i < 40; i++) {
      steps[i] = random.nextGaussian();
      wander = 0.9 * wander + steps[i];
      point(i, wander);
      independent.seconds[i] = i;
    }
    fit.fit(points);
    double wanders = (fit.high() - fit.low()) / fit.noise();
    System.arraycopy(steps, 0, independent.low, 0, 40);
    independent.count = 40;
    fit.fit(independent);
    assertTrue(wanders > 1.5 * (fit.high() - fit.low()) / fit.noise(), "wanders " + wanders);
  }

  @Test
  void twoPointsHaveASlopeButNoInterval() {
    point(0, 1);
    point(2, 5);
    fit.fit(points);
    assertEquals(2, fit.slope(), 1e-9);
    assertEquals(Double.NEGATIVE_INFINITY, fit.low());
    assertEquals(Double.POSITIVE_INFINITY, fit.high());
  }

  @Test
  void everyRankIsFoundAsSortingFindsIt() {
    for (int count = 1; count < 50; count++) {
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] = random.nextInt(20); // with ties
      }
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      for (int k = 0; k < count; k++) {
        assertEquals(sorted[k], Selection.kth(values, count, k), k + " of " + count);
      }
    }
  }

  @Test
  void aLineThatIsSaidNotToRiseSoFarDoesNot() {
    int passedOver = 0;
    for (int round = 0; round < 2000; round++) {
      points.count = 0;
      double at = random.nextDouble(1e6);
      double slope = random.nextDouble(-1, 3);
      int count = random.nextInt(20, Window.LENGTH + 1);
      while (points.count < count) {
        at += random.nextDouble(0.2, 2);
        point(at, 1e9 + slope * at + random.nextDouble(30));
      }
      double asked = random.nextDouble(0, 100);
      fit.fit(points);
      double risen = fit.slope() * points.span();
      assertTrue(risen <= points.mostRisen(), risen + " of " + points.mostRisen());
      if (!fit.mayRise(points, asked)) {
        passedOver++;
        assertTrue(risen < asked, risen + " is not less than " + asked);
      }
    }
    assertTrue(passedOver > 500, "of 2000 only " + passedOver);
  }
}
