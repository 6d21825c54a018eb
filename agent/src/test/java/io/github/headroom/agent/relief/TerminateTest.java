package io.github.headroom.agent.relief;

import static io.github.headroom.agent.relief.Situations.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TerminateTest {

  private final Situation now = Situations.near();

  {
    now.highSeconds = 20;
  }

  @ParameterizedTest
  @CsvSource({
    ",   0,  10, 30", // the hooks' duration is unknown
    ",   3,  10, 30",
    ",   20, 40, 80",
    "25, 60, 25, 50",
    ",   400, 600, 1200", // limited to the setting's maximum
  })
  void theLeadIsTwiceTheHooksUnlessItIsGiven(Double given, double hooks, double lead, double end) {
    Terminate terminate = new Terminate(given);
    terminate.hooksTook(hooks);
    assertEquals(lead, terminate.leadSeconds());
    assertEquals(end, terminate.deadlineSeconds());
  }

  private static final String FAR = "the kill is farther away than the lead, or not sure";
  private static final String RECENT = "the forecast is too recent";

  private final Terminate terminate = new Terminate(null);

  /** Makes a pass that much later, with that much less headroom. */
  private String look(double later, double fallenMib) {
    now.seconds += later;
    now.expected -= (long) (fallenMib * MIB);
    return terminate.barred(now);
  }

  @Test
  void itIsDoneWhereTheKillIsWithinTheLeadForTwoSecondsAndHeadroomFalls() {
    now.midSeconds = 10; // 4 MiB a second
    assertEquals(RECENT, look(0, 0));
    assertEquals(RECENT, look(0.1, 0.4));
    assertNull(look(2, 4));
  }

  @Test
  void aPlateauIsNoReasonHoweverLongTheForecastHolds() {
    now.midSeconds = 10;
    look(0, 0);
    for (int i = 0; i < 30; i++) {
      assertNotNull(look(2, 0.1));
    }
  }

  @Test
  void aFallOfBeforeAPlateauDoesNotCountForIt() {
    now.age = 100;
    now.midSeconds = 10;
    look(0, 0);
    look(1, 20);
    now.age = 121;
    assertEquals(RECENT, look(1, 0));
    assertEquals("headroom falls more slowly than by the forecast", look(2, 0));
  }

  @Test
  void aLookInBetweenAtWhichItIsNotBeginsAnew() {
    now.midSeconds = 9;
    look(0, 0);
    now.midSeconds = 11;
    assertEquals(FAR, look(1, 4));
    now.midSeconds = 9;
    assertEquals(RECENT, look(1.5, 8));
  }

  @Test
  void aKillThatMayAsWellComeMuchLaterIsNoReason() {
    now.midSeconds = 5;
    now.highSeconds = 21;
    for (int i = 0; i < 10; i++) {
      assertEquals(FAR, look(2, 4));
    }
  }

  @Test
  void aSpikeOrLittleHeadroomAloneIsNoReason() {
    now.growing = false;
    now.midSeconds = 1;
    for (int i = 0; i < 10; i++) {
      assertEquals(FAR, look(2, 4));
    }
  }

  @Test
  void aJvmThatHasJustStartedIsNotEnded() {
    now.midSeconds = 9;
    now.age = 119;
    look(0, 0);
    assertEquals("the JVM has run for less than two minutes", look(2, 8));
    now.age = 121;
    look(2, 8);
    assertNull(look(2, 8));
  }

  @ParameterizedTest
  @EnumSource(
      value = MemoryArea.class,
      names = {"FILE_CACHE", "OTHER_PROCESSES"})
  void theGrowthOfAnotherIsNoReason(MemoryArea culprit) {
    now.midSeconds = 9;
    now.culprit = culprit;
    look(0, 0);
    assertEquals("what grows is not this JVM", look(2, 8));
  }

  /** Records the steps of an end without making them. */
  private static final class Steps extends Terminate {
    final List<String> steps = new ArrayList<>();
    boolean raises = true;
    boolean shutsDown = true;

    Steps() {
      super(10.0);
    }

    @Override
    boolean raised() {
      steps.add("raise");
      return raises;
    }

    @Override
    void exit() {
      steps.add("exit");
      shutsDown = true;
    }

    @Override
    boolean isShuttingDown() {
      return shutsDown;
    }

    @Override
    void await(long start, double seconds) {
      if (seconds >= 5) {
        steps.add("at " + Math.round(seconds));
      } else if (isHalting() && !steps.contains("record")) {
        steps.add("record");
        haltRecorded();
      }
    }

    @Override
    void halt() {
      steps.add("halt");
    }
  }

  private final Steps steps = new Steps();

  @Test
  void hooksThatDoNotEndAreHaltedAtTheDeadlineAndThatIsRecordedBefore() {
    steps.act();
    assertEquals(List.of("raise", "at 5", "at 30", "record", "halt"), steps.steps);
  }

  @Test
  void aSignalThatDoesNothingIsFollowedByExitSoThatTheHooksRun() {
    steps.shutsDown = false;
    steps.act();
    assertEquals(List.of("raise", "at 5", "exit", "at 30", "record", "halt"), steps.steps);
  }

  @Test
  void aSignalThatCannotBeRaisedIsReplacedByExit() {
    steps.raises = false;
    steps.act();
    assertEquals(List.of("raise", "exit", "at 5", "at 30", "record", "halt"), steps.steps);
  }

  @Test
  void aJvmThatRunsIsNotShuttingDown() {
    assertFalse(terminate.isShuttingDown());
  }
}
