package io.github.headroom.agent.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** When a warning that comes and goes is one. */
class AlarmTest {

  private final Pace pace = new Pace();
  private final Alarm alarm = new Alarm("", pace);

  @Test
  void atAStepOfAMinuteTwoRowsWithoutAWarningDoNotEndIt() {
    feed(60, "1001");
    assertEquals(1, alarm.count);
    feed(60, "00");
    alarm.end(End.KILLED, 360);
    assertEquals(360, alarm.leadSeconds());
  }

  @Test
  void theThirdRowEndsIt() {
    feed(60, "1100011");
    assertEquals(2, alarm.count);
    assertEquals(120, alarm.kept.get(0).end);
    assertEquals(Outcome.PASSED, alarm.kept.get(0).outcome);
  }

  @Test
  void atShorterStepsAMinuteEndsIt() {
    feed(15, "111000111");
    assertEquals(1, alarm.count);
    feed(15, "0000" + "1");
    assertEquals(2, alarm.count);
  }

  private double now;

  /** A row a step, 1 where it warns. */
  private void feed(int step, String warns) {
    for (int i = 0; i < warns.length(); i++) {
      char c = warns.charAt(i);
      pace.add(step);
      alarm.look(c == '1', now, step);
      now += step;
    }
  }
}
