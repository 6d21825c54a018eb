package io.github.headroom.demo.victims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TakingTest {
  private static final int CHUNK = 10;

  private final FakeClock clock = new FakeClock(30);
  private final List<Long> reported = new ArrayList<>();
  private final Taking taking = new Taking(clock, reported::add);
  private long taken;

  @Test
  void whatIsTakenKeepsToThePlan() {
    Plan plan = Plan.steady(100, Long.MAX_VALUE);
    follow(
        plan,
        () -> {
          taken += CHUNK;
          assertTrue(taken <= plan.bytes(clock.nanos()), "never ahead of the plan");
        });
    assertEquals(3000.0, (double) taken, CHUNK);
  }

  @Test
  void nothingIsTakenBeyondTheMost() {
    follow(Plan.steady(100, 205), () -> taken += CHUNK);
    assertEquals(200, taken);
  }

  @Test
  void theBytesReportedAreTheBytesTaken() {
    follow(Plan.steady(100, 205), () -> taken += CHUNK);
    assertEquals(0, reported.get(0));
    assertEquals(200, reported.get(reported.size() - 1));
  }

  @Test
  void whatAPauseHeldUpIsNotCaughtUpWith() {
    follow(
        Plan.steady(100, Long.MAX_VALUE),
        () -> {
          taken += CHUNK;
          if (taken == 100) {
            clock.pass(5000);
          }
        });
    assertEquals(2500.0, (double) taken, CHUNK);
  }

  @Test
  void whatTakesLongIsNotCaughtUpWithEither() {
    follow(
        Plan.steady(100, Long.MAX_VALUE),
        () -> {
          taken += CHUNK;
          clock.pass(90);
        });
    assertTrue(taken < 2000, () -> taken + " bytes of 3000");
  }

  private void follow(Plan plan, Taking.Taker taker) {
    assertThrows(FakeClock.Over.class, () -> taking.follow(plan, CHUNK, taker));
  }
}
