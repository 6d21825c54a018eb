package io.github.headroom.agent.relief;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminateTest {

  private final Situation now = Situations.near();

  {
    now.highSeconds = 20;
  }

  @ParameterizedTest
  @CsvSource({
    ",   0,  10, 30", // nothing is known of the hooks
    ",   3,  10, 30",
    ",   20, 40, 80",
    "25, 60, 25, 50",
  })
  void theLeadIsTwiceTheHooksUnlessItIsGiven(Double given, double hooks, double lead, double end) {
    Terminate terminate = new Terminate(given);
    terminate.hooksTook(hooks);
    assertEquals(lead, terminate.leadSeconds());
    assertEquals(end, terminate.deadlineSeconds());
  }

  @Test
  void itIsDoneAtTheSecondLookAtWhichTheKillIsWithinTheLead() {
    Terminate terminate = new Terminate(null);
    now.midSeconds = 9;
    assertEquals("the forecast is too recent", terminate.barred(now));
    assertNull(terminate.barred(now));
  }

  @Test
  void aLookInBetweenAtWhichItIsNotBeginsAnew() {
    Terminate terminate = new Terminate(null);
    now.midSeconds = 9;
    terminate.barred(now);
    now.midSeconds = 11;
    terminate.barred(now);
    now.midSeconds = 9;
    assertEquals("the forecast is too recent", terminate.barred(now));
  }

  @Test
  void aKillThatMayAsWellComeMuchLaterIsNoReason() {
    Terminate terminate = new Terminate(null);
    now.midSeconds = 5;
    now.highSeconds = 21;
    for (int i = 0; i < 10; i++) {
      assertNotNull(terminate.barred(now));
    }
  }

  @Test
  void aSpikeOrLittleHeadroomAloneIsNoReason() {
    Terminate terminate = new Terminate(null);
    now.growing = false;
    now.midSeconds = 1;
    now.expected = 1;
    for (int i = 0; i < 10; i++) {
      assertNotNull(terminate.barred(now));
    }
  }

  @Test
  void aJvmThatHasJustStartedIsNotEnded() {
    Terminate terminate = new Terminate(null);
    now.midSeconds = 9;
    now.age = 119;
    terminate.barred(now);
    assertEquals("the JVM has run for less than two minutes", terminate.barred(now));
    now.age = 121;
    assertNull(terminate.barred(now));
  }
}
