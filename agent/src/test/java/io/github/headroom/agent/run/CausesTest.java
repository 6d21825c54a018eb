package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.cause.Look;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Foretold;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A group of 1000 MiB, looked at once a second. */
class CausesTest {

  private final CapturedLog said = new CapturedLog(AgentLog.Level.DEBUG);

  private static final Sampler NO_SAMPLER = null;

  /** What was done, in its order: "look native_other 60", "baseline thread_stacks 61". */
  private final List<String> done = new ArrayList<>();

  /** By the second, bytes. */
  private final List<Long> headroom = new ArrayList<>();

  private Causes causes = new Recorded(true);
  private final Outlook outlook = new Outlook();
  private double malloc = 100;
  private int second;
  private int threads = 20;

  /** Looks at nothing but remembers that it did. */
  private final class Recorded extends Causes {

    Recorded(boolean wanted) {
      super(null, wanted, true, said.log());
    }

    @Override
    Look lookOf(MemoryArea area, Sampler sampler) {
      return new Look() {
        @Override
        public void baseline(double seconds) {
          done.add("baseline " + area.word() + " " + (long) seconds);
        }

        @Override
        public Finding look(Sample now, Sample before, double seconds, double clock) {
          done.add("look " + area.word() + " " + (long) clock);
          throw new OutOfMemoryError("no more");
        }
      };
    }
  }

  private void take(SampleBuilder group) {
    Sample sample = group.with(Field.THREADS_DAEMON, 10).build();
    outlook.full(sample, second);
    headroom.add(outlook.latest().whole(Figure.HEADROOM_EXPECTED));
    causes.isOver(outlook, second);
    if (causes.isDue(outlook, second)) {
      causes.look(sample, outlook, NO_SAMPLER, second);
    } else {
      causes.keep(sample, NO_SAMPLER, second);
    }
    while (!causes.isIdle()) {
      Thread.onSpinWait();
    }
    second++;
  }

  private CausesTest grow(int seconds, double rate) {
    for (int i = 0; i < seconds; i++) {
      malloc += rate;
      take(Foretold.jvm(malloc).with(Field.THREADS_NON_DAEMON, threads - 10));
    }
    return this;
  }

  private List<String> looks() {
    return done.stream().filter(what -> what.startsWith("look")).toList();
  }

  @Test
  void inPeaceNothingIsLookedInto() {
    grow(600, 0);
    assertEquals(List.of(), looks());
  }

  @Test
  void inPeaceThreadsAreCountedWhereTheirNumberHasMovedByAnEighth() {
    grow(200, 0);
    assertEquals(List.of("baseline thread_stacks 60"), done);
    threads = 27;
    grow(200, 0);
    assertEquals(List.of("baseline thread_stacks 60"), done, "7 more are less than 8");
    threads = 60;
    grow(100, 0);
    assertEquals(List.of("baseline thread_stacks 60", "baseline thread_stacks 420"), done);
  }

  @Test
  void aGrowthIsLookedIntoWhenItIsSeenAndWhenHalfOfItsHeadroomIsGone() {
    grow(30, 0).grow(290, 3);
    assertEquals(2, looks().size(), done::toString);
    assertTrue(looks().get(0).startsWith("look native_other "), done::toString);
    long half = headroom.get(secondOf(0)) / 2;
    assertTrue(headroom.get(secondOf(1)) <= half, done::toString);
    assertTrue(headroom.get(secondOf(1) - 1) > half, done::toString);
  }

  private int secondOf(int look) {
    return Integer.parseInt(looks().get(look).substring(looks().get(look).lastIndexOf(' ') + 1));
  }

  @Test
  void withLessThan8MebibytesLeftNothingIsLookedInto() {
    malloc = 993;
    grow(30, 0).grow(60, 0.05);
    assertEquals(List.of(), looks());
  }

  @Test
  void fourLooksAnHourAreEnough() {
    for (int i = 0; i < 4; i++) {
      malloc = 100;
      grow(200, 0).grow(290, 3);
    }
    assertEquals(4, looks().size(), done::toString);
  }

  @Test
  void switchedOffItDoesNothing() {
    causes = new Recorded(false);
    grow(200, 0).grow(290, 3);
    assertEquals(List.of(), done);
  }

  @Test
  void aLookThatThrowsFindsNothingAndIsLoggedOnceAtDebug() {
    grow(30, 0).grow(290, 3);
    assertEquals(2, looks().size(), done::toString);
    assertFalse(causes.hasFound());
    assertNull(causes.found());
    assertEquals(
        1, said.lines().stream().filter(line -> line.contains("a look for the cause")).count());
  }

  @Test
  void whileALookDoesNotComeBackNoOtherBegins() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    causes =
        new Causes(null, true, true, said.log()) {
          @Override
          Look lookOf(MemoryArea area, Sampler sampler) {
            return new Look() {
              @Override
              public void baseline(double seconds) {
                try {
                  held.await();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              }

              @Override
              public Finding look(Sample now, Sample before, double seconds, double clock) {
                throw new AssertionError("it began");
              }
            };
          }
        };
    for (int i = 0; i < 300; i++) {
      malloc += i < 100 ? 0 : 3;
      Sample sample =
          Foretold.jvm(malloc)
              .with(Field.THREADS_DAEMON, 10)
              .with(Field.THREADS_NON_DAEMON, 10)
              .build();
      outlook.full(sample, i);
      causes.isOver(outlook, i);
      assertFalse(causes.isDue(outlook, i));
      causes.keep(sample, NO_SAMPLER, i);
    }
    assertFalse(causes.isIdle());
    held.countDown();
  }
}
