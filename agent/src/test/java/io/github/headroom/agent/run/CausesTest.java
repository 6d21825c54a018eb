package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.cause.Findings;
import io.github.headroom.agent.cause.Look;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
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

/** A cgroup of 1000 MiB with a pass every second. */
class CausesTest {

  private final CapturedLog captured = new CapturedLog(AgentLog.Level.DEBUG);

  private static final Sampler NO_SAMPLER = null;

  /** The actions in order: "look native_other 60", "baseline thread_stacks 61". */
  private final List<String> done = new ArrayList<>();

  /** The headroom of each second, in bytes. */
  private final List<Long> headroom = new ArrayList<>();

  private Causes causes = new Causes(new Recorded(), captured.log());
  private final Outlook outlook = new Outlook();
  private double malloc = 100;
  private int second;
  private int threads = 20;
  private double direct;
  private long maxHeap = 500;

  /** When the groups of threads were unchanged, in s. */
  private final List<Double> held = new ArrayList<>();

  /** Records each look instead of looking. */
  private class Recorded extends LookRunner {

    Recorded() {
      super(null, true, captured.log());
    }

    @Override
    Look lookOf(MemoryArea area, Sampler sampler) {
      return new Look() {
        @Override
        public void baseline(double seconds) {
          done.add("baseline " + area.word() + " " + (long) seconds);
        }

        @Override
        public void confirmBaseline(double seconds) {
          held.add(seconds);
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
    if (causes.isDue(outlook, NO_SAMPLER, second)) {
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
      take(jvm());
    }
    return this;
  }

  private SampleBuilder jvm() {
    return ForecastFigures.jvm(malloc + direct)
        .with(Field.THREADS_NON_DAEMON, threads - 10)
        .with(Field.HEAP_MAX, maxHeap << 20)
        .buffer("direct", (long) (direct * (1 << 20)), 0, 1);
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
  void memoryThatRunsOutBeforeAWarningIsLookedInto() {
    maxHeap = 200;
    malloc = 560;
    grow(30, 0).grow(3, 24);
    assertEquals(List.of(), looks(), "steps");
    grow(1, 24);
    assertEquals(Verdict.FITS, outlook.verdict());
    assertEquals(List.of("look native_other 33"), looks());
  }

  @Test
  void theLookOfCannotFitIsIntoTheAreaThatTakesTheRest() {
    maxHeap = 4000;
    malloc = 560;
    grow(30, 0).grow(4, 24);
    assertEquals(Verdict.CANNOT_FIT, outlook.verdict());
    assertEquals(MemoryArea.JAVA_HEAP, outlook.culprit());
    assertEquals(List.of("look native_other 33"), looks());
  }

  @Test
  void memoryThatRunsOutInStepsIsLookedIntoAsWell() {
    maxHeap = 200;
    malloc = 560;
    grow(30, 0);
    for (int i = 0; i < 4; i++) {
      grow(1, 45).grow(1, 0);
    }
    assertEquals("look native_other 32", looks().get(0));
  }

  @Test
  void oneStepStartsNoLook() {
    malloc = 560;
    grow(30, 0).grow(1, 60).grow(60, 0);
    assertEquals(List.of(), looks());
  }

  @Test
  void whileAQuarterOfTheLimitIsLeftNothingRunsOut() {
    malloc = 460;
    grow(30, 0).grow(3, 29);
    assertEquals(List.of(), looks());
  }

  @Test
  void withLessThan8MebibytesLeftNothingIsLookedIntoAndTheLogHasItOnce() {
    grow(3, 0).grow(1, 693).grow(4, 0.5);
    assertEquals(List.of(), looks());
    assertEquals(
        List.of(
            "[headroom] INFO what grows in native_other is not looked for: a look needs 8.0 MiB of"
                + " headroom, 7.0 MiB are left"),
        captured.lines().stream().filter(line -> line.contains("looked for")).toList());
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
  void anotherAreaOfTheSameGrowthHasLooksOfItsOwn() {
    grow(30, 0).grow(150, 3);
    for (int i = 0; i < 40; i++) {
      direct += 6;
      grow(1, 0);
    }
    assertTrue(looks().get(1).startsWith("look native_other "), done::toString);
    assertTrue(looks().get(2).startsWith("look direct_buffers "), done::toString);
  }

  @Test
  void anAreaThatNothingLooksIntoTakesNoneOfTheLooks() {
    causes =
        new Causes(
            new Recorded() {
              @Override
              Look lookOf(MemoryArea area, Sampler sampler) {
                return second < 200 ? null : super.lookOf(area, sampler);
              }
            },
            captured.log());
    grow(30, 0).grow(200, 3);
    assertEquals(List.of("look native_other 200"), looks());
  }

  @Test
  void aLookThatCannotBeStartedIsNotCountedAndTriedAgainSomeSecondsLater() {
    List<Integer> tried = new ArrayList<>();
    causes =
        new Causes(
            new Recorded() {
              @Override
              boolean start(LookThread next) {
                if (outlook.culprit() == null) {
                  return super.start(next); // a baseline
                }
                tried.add(second);
                return tried.size() > 2 && super.start(next);
              }
            },
            captured.log());
    grow(30, 0).grow(180, 3);
    int first = tried.get(0);
    assertEquals(List.of(first, first + 5, first + 10), tried);
    assertEquals(1, looks().size(), done::toString);
  }

  @Test
  void threadsAndClassesAreCountedOneAfterTheOther() {
    for (int i = 0; i < 70; i++) {
      take(jvm().with(Field.CLASSES, 1000));
    }
    assertEquals(List.of("baseline thread_stacks 60", "baseline metaspace 61"), done);
  }

  @Test
  void aNumberThatHasMovedByLessThanAnEighthIsNotTakenToHold() {
    threads = 100;
    grow(130, 0);
    assertEquals(List.of(120.0), held);
    threads = 110;
    grow(100, 0);
    assertEquals(List.of(120.0), held);
    assertEquals(List.of("baseline thread_stacks 60"), done);
  }

  @Test
  void aLookHasAGroupOfThreadsOfItsOwn() {
    List<ThreadGroup> groups = new ArrayList<>();
    causes =
        new Causes(
            new LookRunner(null, true, captured.log()) {
              @Override
              Look lookOf(MemoryArea area, Sampler sampler) {
                groups.add(Thread.currentThread().getThreadGroup());
                return new Look() {
                  @Override
                  public Finding look(Sample now, Sample before, double seconds, double clock) {
                    groups.add(Thread.currentThread().getThreadGroup());
                    return null;
                  }
                };
              }
            },
            captured.log());
    grow(30, 0).grow(180, 3);
    assertNotSame(groups.get(0), groups.get(groups.size() - 1));
  }

  /** A look that waits until it is released and then has a finding. */
  private static final class Held extends LookRunner {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);
    volatile long usageBefore;

    Held(AgentLog log) {
      super(null, true, log);
    }

    @Override
    Look lookOf(MemoryArea area, Sampler sampler) {
      return new Look() {
        @Override
        public Finding look(Sample now, Sample before, double seconds, double clock)
            throws InterruptedException {
          begun.countDown();
          go.await();
          usageBefore = before.value(Field.USAGE);
          return Findings.of(area, "kind", "name", "found");
        }
      };
    }
  }

  /** As take, without waiting for the look. */
  private void pass(double mebibytes) {
    Sample sample = ForecastFigures.jvm(mebibytes).build();
    outlook.full(sample, second);
    causes.isOver(outlook, second);
    if (causes.isDue(outlook, NO_SAMPLER, second)) {
      causes.look(sample, outlook, NO_SAMPLER, second);
    } else {
      causes.keep(sample, NO_SAMPLER, second);
    }
    second++;
  }

  @Test
  void aLookKeepsItsEarlierSampleAndItsFindingAfterTheGrowthIsDropped()
      throws InterruptedException {
    Held held = new Held(captured.log());
    causes = new Causes(held, captured.log());
    double used = 100;
    for (int i = 0; i < 100; i++) {
      pass(used);
    }
    while (held.begun.getCount() > 0 && second < 300) {
      pass(used += 3);
      if (!held.isIdle()) {
        held.begun.await();
      }
    }
    for (int i = 0; i < 2000; i++) {
      pass(used);
    }
    assertFalse(held.isIdle());
    held.go.countDown();
    while (!held.isIdle()) {
      Thread.onSpinWait();
    }
    assertEquals(300L << 20, held.usageBefore);
    assertNull(causes.found(), "the growth that it is of is over");
  }

  @Test
  void aFindingStaysUntilItIsTaken() {
    Held held = new Held(captured.log());
    causes = new Causes(held, captured.log());
    held.go.countDown();
    double used = 100;
    for (int i = 0; i < 250; i++) {
      pass(i < 30 ? used : (used += 3));
      while (!held.isIdle()) {
        Thread.onSpinWait();
      }
    }
    assertNotNull(causes.found());
    assertNotNull(causes.found());
    causes.taken();
    assertNull(causes.found());
  }

  @Test
  void aLookThatThrowsFindsNothingAndIsLoggedOnceAtDebug() {
    grow(30, 0).grow(290, 3);
    assertEquals(2, looks().size(), done::toString);
    assertNull(causes.found());
    assertEquals(
        1, captured.lines().stream().filter(line -> line.contains("a look for the cause")).count());
  }

  @Test
  void noLookBeginsWhileAnotherHangs() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    causes =
        new Causes(
            new LookRunner(null, true, captured.log()) {
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
            },
            captured.log());
    for (int i = 0; i < 300; i++) {
      malloc += i < 100 ? 0 : 3;
      Sample sample =
          ForecastFigures.jvm(malloc)
              .with(Field.THREADS_DAEMON, 10)
              .with(Field.THREADS_NON_DAEMON, 10)
              .build();
      outlook.full(sample, i);
      causes.isOver(outlook, i);
      assertFalse(causes.isDue(outlook, NO_SAMPLER, i));
      causes.keep(sample, NO_SAMPLER, i);
    }
    assertFalse(causes.isIdle());
    held.countDown();
  }
}
