package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cgroup of 1000 MiB with a pass every second. */
class VerdictWatchTest {

  private final CapturedLog captured = new CapturedLog(AgentLog.Level.INFO);
  private final VerdictWatch watch = new VerdictWatch(captured.log(), SentEvents.none());
  private final Outlook outlook = new Outlook();
  private double malloc = 100;
  private double stalled;
  private int second;

  private void take(SampleBuilder group) {
    outlook.full(group.with(Field.PRESSURE_FULL_TOTAL, Math.round(stalled * 1e6)).build(), second);
    watch.look(outlook, second);
    second++;
  }

  /**
   * Grows by malloc at that rate in MiB/s, while all tasks wait for memory for that share of the
   * time.
   */
  private VerdictWatchTest go(int seconds, double rate, double stalls) {
    for (int i = 0; i < seconds; i++) {
      malloc += rate;
      stalled += stalls;
      take(ForecastFigures.jvm(malloc));
    }
    return this;
  }

  private VerdictWatchTest grow(int seconds, double rate) {
    return go(seconds, rate, 0);
  }

  private VerdictWatchTest still(int seconds) {
    return go(seconds, 0, 0);
  }

  private VerdictWatchTest thrash(int seconds) {
    return go(seconds, 0, 0.5);
  }

  @Test
  void aVerdictOfFitsIsNotLogged() {
    still(300);
    assertEquals("", captured.text());
  }

  @Test
  void growthIsLoggedOnceWithItsReason() {
    still(30).grow(220, 3);
    assertEquals(1, captured.lines().size(), captured::text);
    assertTrue(
        captured
            .text()
            .startsWith("[headroom] WARN growing: native_other grows by 3.00 MiB/s (over"),
        captured::text);
  }

  @Test
  void itsEndIsLoggedWithTheHeadroom() {
    still(30).grow(220, 3).still(300);
    assertEquals(2, captured.lines().size(), captured::text);
    assertEquals(
        "[headroom] INFO growing is over; 40 MiB of headroom left", captured.lines().get(1));
  }

  @Test
  void aShortPauseIsNoEnd() {
    thrash(40).still(30).thrash(40);
    assertEquals(1, captured.lines().size(), captured::text);
  }

  @Test
  void aWorseVerdictIsLoggedToo() {
    thrash(40).go(220, 3, 0.5);
    assertEquals(2, captured.lines().size(), captured::text);
    assertTrue(captured.lines().get(0).startsWith("[headroom] WARN thrashing: every task waited"));
    assertTrue(captured.lines().get(1).startsWith("[headroom] WARN growing: native_other grows"));
  }

  @Test
  void whileNothingIsKnownItIsNotOver() {
    thrash(40);
    for (int i = 0; i < 200; i++) {
      take(ForecastFigures.jvm(malloc).with(Field.LIMIT, State.UNREADABLE));
    }
    assertEquals(1, captured.lines().size(), captured::text);
  }

  @Test
  void fourWarningsAnHourAreEnoughAndEachHasItsEnd() {
    for (int i = 0; i < 10; i++) {
      thrash(40).still(100);
    }
    List<String> lines = captured.lines();
    assertEquals(8, lines.size(), captured::text);
    for (int i = 0; i < 8; i++) {
      assertEquals(i % 2 == 0, lines.get(i).contains(" WARN thrashing: "), captured::text);
      assertEquals(i % 2 == 1, lines.get(i).contains(" INFO thrashing is over"), captured::text);
    }
  }

  @Test
  void anHourLaterThereAreWarningsAgain() {
    for (int i = 0; i < 10; i++) {
      thrash(40).still(100);
    }
    still(3600).thrash(40);
    assertEquals(9, captured.lines().size(), captured::text);
  }
}
