package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A JVM with a heap of at most 500 MiB and 300 MiB of other memory. */
class LimitWatchTest {

  private static final long MIB = 1 << 20;
  private static final String TOO_LARGE =
      "[headroom] INFO a heap of 500 MiB and the 300 MiB that are there beside it do not fit in the"
          + " limit of 700 MiB, by 100 MiB; of what is there now 800 MiB would hold this heap,"
          + " -Xmx400m is the largest that fits";
  private static final String FITS =
      "[headroom] INFO a heap of 500 MiB and what is there beside it fit in the limit, which is 900"
          + " MiB now";

  private final CapturedLog captured = new CapturedLog(AgentLog.Level.INFO);
  private final LimitWatch watch = new LimitWatch(captured.log(), SentEvents.none());
  private final Outlook outlook = new Outlook();
  private int second;

  private static SampleBuilder under(long mebibytes) {
    return ForecastFigures.jvm(300).with(Field.LIMIT, mebibytes * MIB).with(Field.KERNEL, 0);
  }

  /** Its default heap is a quarter of the machine's memory. */
  private static SampleBuilder unseen(long mebibytes) {
    return under(mebibytes).with(Field.RAM_SHARE, 2500);
  }

  private void look(SampleBuilder of) {
    outlook.full(of.build(), second++);
    watch.look(outlook);
  }

  @Test
  void aHeapThatFitsIsNotTalkedOf() {
    look(under(900));
    assertEquals("", captured.text());
  }

  @Test
  void aHeapThatDoesNotFitIsLoggedOnce() {
    look(under(700));
    look(under(700));
    assertEquals(List.of(TOO_LARGE), captured.lines());
  }

  @Test
  void aHeapAtTheLimitIsLoggedOnce() {
    look(under(700));
    look(under(700).with(Field.KERNEL, State.UNREADABLE));
    look(
        ForecastFigures.jvm(100)
            .with(Field.LIMIT, 700 * MIB)
            .with(Field.KERNEL, 0)); // it fits once
    look(under(700));
    assertEquals(List.of(TOO_LARGE), captured.lines());
  }

  @Test
  void anotherLimitThatFitsIsLogged() {
    look(under(700));
    look(under(900));
    look(under(900));
    assertEquals(List.of(TOO_LARGE, FITS), captured.lines());
  }

  @Test
  void aReturnToTheOldLimitIsLoggedAgain() {
    look(under(700));
    look(under(900));
    look(under(700));
    assertEquals(List.of(TOO_LARGE, FITS, TOO_LARGE), captured.lines());
  }

  @Test
  void aLimitThatTheJvmDoesNotSeeIsLoggedOnceWithItsHeap() {
    look(unseen(700));
    look(unseen(700));
    assertEquals(
        List.of(
            "[headroom] WARN this JVM does not see its limit: it lets the heap grow to 500 MiB as"
                + " if it had 2000 MiB, the limit is 700 MiB; set -Xmx, -Xmx400m is the largest"
                + " that fits"),
        captured.lines());
  }

  @Test
  void whileItGrowsTheHeapIsNotTheMatter() {
    for (int i = 0; i < 230; i++) { // it does not fit from 200 on, and growth is known by then
      look(ForecastFigures.jvm(100 + 3 * i).with(Field.HEAP_MAX, 300 * MIB).with(Field.KERNEL, 0));
    }
    assertTrue(outlook.figures().known(Figure.CANNOT_FIT_BY));
    assertEquals("", captured.text());
  }

  @Test
  void nothingIsLoggedWithoutAKnownLimit() {
    look(under(700).with(Field.LIMIT, State.UNREADABLE));
    assertEquals("", captured.text());
  }
}
