package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.Foretold;
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

  private final CapturedLog said = new CapturedLog(AgentLog.Level.INFO);
  private final VerdictWatch watch = new VerdictWatch(said.log(), SentEvents.none());
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
      take(Foretold.jvm(malloc));
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
  void whatFitsIsNotTalkedOf() {
    still(300);
    assertEquals("", said.text());
  }

  @Test
  void growthIsSaidOnceWithItsReason() {
    still(30).grow(220, 3);
    assertEquals(1, said.lines().size(), said::text);
    assertTrue(
        said.text().startsWith("[headroom] WARN growing: native_other grows by 3.00 MiB/s (over"),
        said::text);
  }

  @Test
  void itsEndIsSaidWithWhatIsLeft() {
    still(30).grow(220, 3).still(300);
    assertEquals(2, said.lines().size(), said::text);
    assertEquals("[headroom] INFO growing is over; 40 MiB of headroom left", said.lines().get(1));
  }

  @Test
  void aMomentsRestIsNoEnd() {
    thrash(40).still(30).thrash(40);
    assertEquals(1, said.lines().size(), said::text);
  }

  @Test
  void whatIsWorseIsSaidToo() {
    thrash(40).go(220, 3, 0.5);
    assertEquals(2, said.lines().size(), said::text);
    assertTrue(said.lines().get(0).startsWith("[headroom] WARN thrashing: every task waited"));
    assertTrue(said.lines().get(1).startsWith("[headroom] WARN growing: native_other grows"));
  }

  @Test
  void whileNothingIsKnownItIsNotOver() {
    thrash(40);
    for (int i = 0; i < 200; i++) {
      take(Foretold.jvm(malloc).with(Field.LIMIT, State.UNREADABLE));
    }
    assertEquals(1, said.lines().size(), said::text);
  }

  @Test
  void fourWarningsAnHourAreEnoughAndEachHasItsEnd() {
    for (int i = 0; i < 10; i++) {
      thrash(40).still(100);
    }
    List<String> lines = said.lines();
    assertEquals(8, lines.size(), said::text);
    for (int i = 0; i < 8; i++) {
      assertEquals(i % 2 == 0, lines.get(i).contains(" WARN thrashing: "), said::text);
      assertEquals(i % 2 == 1, lines.get(i).contains(" INFO thrashing is over"), said::text);
    }
  }

  @Test
  void anHourLaterThereAreWarningsAgain() {
    for (int i = 0; i < 10; i++) {
      thrash(40).still(100);
    }
    still(3600).thrash(40);
    assertEquals(9, said.lines().size(), said::text);
  }
}
