package io.github.headroom.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RetryTimesTest {

  /** 784111777 s after 1970 is the date of RFC 9110's example. */
  private static final String EXAMPLE = "Sun, 06 Nov 1994 08:49:37 GMT";

  private static final long EXAMPLE_MILLIS = 784_111_777_000L;

  @Test
  void eachWaitIsAMultipleOfTheOneBeforeUpToTheLargest() {
    RetrySchedule schedule = new RetrySchedule(5, 1000, 2000, 1.5);

    assertEquals(1000, schedule.waitNanos(1, 0.5));
    assertEquals(1500, schedule.waitNanos(2, 0.5));
    assertEquals(2000, schedule.waitNanos(3, 0.5));
    assertEquals(2000, schedule.waitNanos(4, 0.5));
  }

  @Test
  void jitterSpreadsAWaitByAFifth() {
    RetrySchedule schedule = new RetrySchedule(5, 1000, 2000, 1.5);

    assertEquals(800, schedule.waitNanos(1, 0));
    assertEquals(1200, schedule.waitNanos(1, 1));
  }

  @Test
  void theFirstAttemptCounts() {
    RetrySchedule schedule = new RetrySchedule(2, 1000, 2000, 1.5);

    assertTrue(schedule.allowsAfter(1));
    assertFalse(schedule.allowsAfter(2));
    assertFalse(RetrySchedule.never().allowsAfter(1));
  }

  @Test
  void retryAfterInSeconds() {
    assertEquals(120_000_000_000L, RetryAfter.nanos("120", 0));
    assertEquals(0, RetryAfter.nanos("0", 0));
  }

  @Test
  void retryAfterAsADate() {
    assertEquals(10_000_000_000L, RetryAfter.nanos(EXAMPLE, EXAMPLE_MILLIS - 10_000));
  }

  @Test
  void aDateThatHasPassedIsNow() {
    assertEquals(0, RetryAfter.nanos(EXAMPLE, EXAMPLE_MILLIS + 10_000));
  }

  @Test
  void anAbsentOrGarbageRetryAfterAsksForNoTime() {
    assertEquals(0, RetryAfter.nanos(null, 0));
    assertEquals(0, RetryAfter.nanos("", 0));
    assertEquals(0, RetryAfter.nanos("soon", 0));
    assertEquals(0, RetryAfter.nanos("-1", 0));
    assertEquals(0, RetryAfter.nanos("Sun, 99 Nov 1994 08:49:37 GMT", 0));
    assertEquals(0, RetryAfter.nanos("Sun, 06 Foo 1994 08:49:37 GMT", 0));
  }

  @Test
  void aRetryAfterBeyondAllBoundsDoesNotOverflow() {
    assertTrue(RetryAfter.nanos("9223372036854775807", 0) > 0);
  }
}
