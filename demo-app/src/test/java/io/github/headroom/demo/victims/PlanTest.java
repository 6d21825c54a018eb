package io.github.headroom.demo.victims;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.demo.Arguments;
import org.junit.jupiter.api.Test;

class PlanTest {
  @Test
  void aSteadyPlanTakesItsRateEachSecond() {
    assertEquals(30, at(Plan.steady(10, 1000), 3));
  }

  @Test
  void aSteadyPlanEndsAtItsMost() {
    assertEquals(25, at(Plan.steady(10, 25), 3));
  }

  @Test
  void aLargeRateOverDaysDoesNotOverflow() {
    assertEquals(0x1p40 * 86_400, at(Plan.steady(1L << 40, Long.MAX_VALUE), 86_400));
  }

  @Test
  void theCommandLineGivesRateAndMost() {
    Arguments arguments =
        new Arguments(new String[] {"--rate", "7", "--most", "50"}, "--rate", "--most");
    assertEquals(21, at(Plan.steady(arguments, 1), 3));
    assertEquals(50, at(Plan.steady(arguments, 1), 30));
  }

  @Test
  void stairsRiseAtTheEndOfEachStep() {
    Plan stairs = Plan.stairs(100, 10);
    assertEquals(0, at(stairs, 9));
    assertEquals(100, at(stairs, 10));
    assertEquals(100, at(stairs, 19));
    assertEquals(200, at(stairs, 20));
  }

  @Test
  void levellingBeginsWithItsRateAndStaysBelowItsMost() {
    Plan levelling = Plan.levelling(10, 1000);
    assertEquals(10, at(levelling, 1), 0.1);
    assertTrue(at(levelling, 100) < 640);
    assertEquals(1000, at(levelling, 10_000), 0.1);
  }

  @Test
  void aLaterPlanIsTheSamePlanBegunLater() {
    Plan later = Plan.steady(10, 1000).after(5);
    assertEquals(0, at(later, 4));
    assertEquals(0, at(later, 5));
    assertEquals(20, at(later, 7));
  }

  @Test
  void twoPlansAddUp() {
    assertEquals(43, at(Plan.steady(10, 1000).and(Plan.steady(100, 13)), 3));
  }

  private static double at(Plan plan, long seconds) {
    return plan.bytes(SECONDS.toNanos(seconds));
  }
}
