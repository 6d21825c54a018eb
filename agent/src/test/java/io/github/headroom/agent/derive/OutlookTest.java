package io.github.headroom.agent.derive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.State;
import org.junit.jupiter.api.Test;

/** Samples of a group of 1000 MiB, one a second, every tenth of a full pass. */
class OutlookTest {

  private static final long MIB = 1 << 20;

  private final Outlook outlook = new Outlook();
  private int second;

  private void take(SampleBuilder sample) {
    if (second % 10 == 0) {
      outlook.full(sample.build(), second);
    } else {
      outlook.fast(sample.build(), second);
    }
    second++;
  }

  /** By malloc, MiB a second, from 100 MiB on. */
  private void grow(int seconds, double rate) {
    for (int i = 0; i < seconds; i++) {
      take(ForecastFigures.jvm(100 + rate * i));
    }
  }

  /** 800 MiB with the heap at its largest. */
  private static SampleBuilder tooLarge() {
    return ForecastFigures.jvm(300).with(Field.LIMIT, 700 * MIB).with(Field.KERNEL, 0);
  }

  /** From 100 MiB on a Netty takes 3 MiB a second. */
  private void growByNetty(int from, int to, boolean known) {
    for (int i = from; i < to; i++) {
      SampleBuilder jvm = ForecastFigures.jvm(100 + 3 * i);
      take(known ? jvm.with(Field.NETTY_HIDDEN, 3L * i * MIB) : jvm);
    }
  }

  @Test
  void whatMovesBetweenAreasWhenANettyIsFoundIsNoGrowthOfThem() {
    growByNetty(0, 180, false);
    assertEquals(MemoryArea.NATIVE_OTHER, outlook.culprit());
    growByNetty(180, 181, true);
    assertFalse(outlook.history().known(MemoryArea.DIRECT_BUFFERS));
    assertFalse(outlook.history().known(MemoryArea.NATIVE_OTHER));
    assertTrue(outlook.history().known(MemoryArea.JAVA_HEAP));
    growByNetty(181, 210, true);
    assertEquals(Verdict.GROWING, outlook.verdict());
    assertEquals(MemoryArea.DIRECT_BUFFERS, outlook.culprit());
  }

  @Test
  void beforeTheFirstSampleNothingIsKnown() {
    assertEquals(Verdict.UNKNOWN, outlook.verdict());
    assertNull(outlook.figures().verdict());
    assertNull(outlook.evidence());
  }

  @Test
  void headroomThatWouldBeGoneWithinTenTicksPressesUntilItStopsFalling() {
    grow(2, 0);
    assertFalse(outlook.isPressing());
    take(ForecastFigures.jvm(170)); // 70 MiB fewer, 630 are left
    assertTrue(outlook.isPressing());
    take(ForecastFigures.jvm(170));
    assertFalse(outlook.isPressing());
    take(ForecastFigures.jvm(220)); // 50 MiB fewer, 580 are left
    assertFalse(outlook.isPressing());
  }

  @Test
  void whereMuchIsFreeAndNothingGrowsAHundredthOfItIsNothing() {
    grow(30, 0);
    assertEquals(Verdict.FITS, outlook.verdict());
    assertEquals(7 * MIB, outlook.calmBytes());
  }

  @Test
  void nothingIsCalmBeforeAVerdictIsKnown() {
    assertEquals(0, outlook.calmBytes());
    grow(2, 0);
    assertEquals(0, outlook.calmBytes());
  }

  @Test
  void growthIsNotCalm() {
    grow(201, 3);
    assertEquals(Verdict.GROWING, outlook.verdict());
    assertEquals(0, outlook.calmBytes());
  }

  @Test
  void whatCannotFitIsCalmAsLongAsMuchIsFree() {
    for (int i = 0; i < 30; i++) {
      take(tooLarge());
    }
    assertEquals(Verdict.CANNOT_FIT, outlook.verdict());
    assertEquals(2 * MIB, outlook.calmBytes());
  }

  @Test
  void pageCacheUpToTheLimitLeavesNothingFree() {
    for (int i = 0; i < 30; i++) {
      take(
          ForecastFigures.jvm(100)
              .with(Field.USAGE, 800 * MIB)
              .with(Field.INACTIVE_FILE, 500 * MIB));
    }
    assertEquals(Verdict.FITS, outlook.verdict());
    assertEquals(0, outlook.calmBytes(), "anonymous memory can take its place unseen");
  }

  @Test
  void whereTheMachineBindsWhatCanBeHadIsFree() {
    for (int i = 0; i < 30; i++) {
      take(
          ForecastFigures.jvm(100)
              .with(Field.LIMIT, State.UNLIMITED)
              .with(Field.MEM_FREE, 100 * MIB)
              .with(Field.MEM_AVAILABLE, 4000 * MIB));
    }
    assertEquals(40 * MIB, outlook.calmBytes());
  }

  @Test
  void aMachineThatIsShortIsNotCalmHoweverFarTheLimit() {
    for (int i = 0; i < 30; i++) {
      take(
          ForecastFigures.jvm(100)
              .with(Field.MEM_FREE, 50 * MIB)
              .with(Field.MEM_AVAILABLE, 50 * MIB));
    }
    assertEquals(0, outlook.calmBytes());
  }

  @Test
  void anEndWithinAMinutePresses() {
    grow(100, 3);
    assertFalse(outlook.isPressing(), outlook::evidence);
    grow(201, 3);
    assertTrue(outlook.isPressing(), outlook::evidence);
  }

  @Test
  void theVerdictTimesAndCulpritAreThoseOfTheFullSample() {
    grow(201, 3);
    Figures figures = outlook.figures();
    assertEquals(Verdict.GROWING, figures.verdict());
    assertEquals(MemoryArea.NATIVE_OTHER, figures.culprit());
    assertEquals(800 * MIB, figures.whole(Figure.RSS) - 100 * MIB, "of the same instant");
    assertEquals(100 / 3.0, figures.real(Figure.TIME_TO_KILL_MID), 2);
    assertTrue(
        figures.real(Figure.TIME_TO_KILL_LOW) < figures.real(Figure.TIME_TO_KILL_MID)
            && figures.real(Figure.TIME_TO_KILL_MID) < figures.real(Figure.TIME_TO_KILL_HIGH));
  }

  @Test
  void aFastSampleMovesTheVerdictButNoFigure() {
    grow(201, 3);
    double mid = outlook.figures().real(Figure.TIME_TO_KILL_MID);
    for (int i = 0; i < 9; i++) {
      take(ForecastFigures.jvm(50)); // nearly all of it given back
    }
    assertEquals(mid, outlook.figures().real(Figure.TIME_TO_KILL_MID));
    assertEquals(900 * MIB, outlook.figures().whole(Figure.RSS));
  }

  @Test
  void aSampleBesideTheTicksGivesFiguresAndDoesNotEnterTheForecast() {
    grow(205, 3);
    double mid = outlook.midSeconds();
    outlook.beside(ForecastFigures.jvm(750).build());
    assertEquals(950 * MIB, outlook.figures().whole(Figure.RSS));
    assertEquals(50 * MIB, outlook.latest().whole(Figure.HEADROOM_EXPECTED));
    assertEquals(Verdict.GROWING, outlook.figures().verdict());
    assertEquals(mid, outlook.figures().real(Figure.TIME_TO_KILL_MID));
    assertEquals(mid, outlook.midSeconds());
  }

  @Test
  void theLatestFiguresAreThoseOfTheLastPassFastOrFull() {
    grow(2, 3);
    assertEquals(697 * MIB, outlook.latest().whole(Figure.HEADROOM_EXPECTED));
    assertEquals(700 * MIB, outlook.figures().whole(Figure.HEADROOM_EXPECTED));
  }

  @Test
  void fitsHasNoTimeNoCulpritAndNoReason() {
    grow(101, 0);
    assertEquals(Verdict.FITS, outlook.figures().verdict());
    assertNull(outlook.figures().culprit());
    assertFalse(outlook.figures().known(Figure.TIME_TO_KILL_MID));
    assertNull(outlook.evidence());
  }

  @Test
  void aHeapThatCannotFitIsTheCulprit() {
    take(tooLarge());
    assertEquals(Verdict.CANNOT_FIT, outlook.figures().verdict());
    assertEquals(MemoryArea.JAVA_HEAP, outlook.figures().culprit());
    assertEquals(
        "a heap of 500 MiB and the 300 MiB that are there beside it do not fit in the limit of"
            + " 700 MiB, by 100 MiB; of what is there now 800 MiB would hold this heap, -Xmx400m"
            + " is the largest that fits",
        outlook.evidence());
  }

  @Test
  void theCulpritOfCannotFitTookMoreThanTheHeapMayStillTake() {
    riseAtOnce(100, 550);
    assertEquals(MemoryArea.NATIVE_OTHER, outlook.figures().culprit());
  }

  @Test
  void anAreaThatTookLessThanTheHeapMayStillTakeIsNotTheCulprit() {
    riseAtOnce(250, 540);
    assertEquals(MemoryArea.JAVA_HEAP, outlook.figures().culprit());
  }

  @Test
  void aHeapThatTheFirstPassDoesNotKnowIsTheCulpritOfCannotFit() {
    SampleBuilder first = tooLarge().with(Field.HEAP_COMMITTED, State.ABSENT);
    take(first.with(Field.HEAP_RESIDENT, State.ABSENT));
    assertFalse(outlook.history().known(MemoryArea.JAVA_HEAP));
    for (int i = 0; i < 10; i++) {
      take(tooLarge().with(Field.KERNEL, MIB));
    }
    assertEquals(Verdict.CANNOT_FIT, outlook.figures().verdict());
    assertEquals(MemoryArea.JAVA_HEAP, outlook.figures().culprit());
  }

  /** By malloc, beside a heap of 200 MiB that may grow by 300. */
  private void riseAtOnce(double from, double to) {
    for (int i = 0; i < 61; i++) {
      take(ForecastFigures.jvm(i < 15 ? from : to).with(Field.KERNEL, 0));
    }
    assertEquals(Verdict.CANNOT_FIT, outlook.figures().verdict());
  }

  @Test
  void whatCannotFitDoesNotFitOnFastSamplesEither() {
    for (int i = 0; i < 38; i++) {
      take(tooLarge());
    }
    assertEquals(Verdict.CANNOT_FIT, outlook.verdict());
  }

  @Test
  void growthComesBeforeWhatCannotFit() {
    for (int i = 0; i < 201; i++) {
      take(ForecastFigures.jvm(100 + 3 * i).with(Field.KERNEL, 0));
    }
    assertTrue(outlook.figures().known(Figure.CANNOT_FIT_BY));
    assertEquals(Verdict.GROWING, outlook.figures().verdict());
  }

  @Test
  void withoutALimitThatCanBeReadTheVerdictIsUnknown() {
    grow(101, 3);
    second = 110;
    take(ForecastFigures.jvm(400).with(Field.LIMIT, State.UNREADABLE));
    assertEquals(Verdict.UNKNOWN, outlook.figures().verdict());
  }

  @Test
  void anUnknownHeapIsNotCountedAsMalloc() {
    for (int i = 0; i < 201; i++) {
      take(
          ForecastFigures.jvm(100 + 3 * i)
              .with(Field.HEAP_RESIDENT, State.ABSENT)
              .with(Field.KERNEL, MIB + 100L * i)); // nor on what grows beside it, next to nothing
    }
    assertEquals(Verdict.GROWING, outlook.figures().verdict());
    assertNull(outlook.figures().culprit());
    String evidence = outlook.evidence();
    assertTrue(
        evidence != null && evidence.startsWith("what cannot be reclaimed grows by 3.00 MiB/s"),
        evidence);
  }

  @Test
  void theEvidenceHasNoRefaultsWhereTheKernelReportsNone() {
    thrash(ForecastFigures.jvm(100));
    assertEquals(Verdict.THRASHING, outlook.verdict());
    assertEquals("every task waited for memory 50 % of the last seconds", outlook.evidence());
  }

  @Test
  void refaultsAreInTheEvidence() {
    thrash(ForecastFigures.jvm(100).with(Field.REFAULTS_FILE, 0));
    assertEquals(
        "every task waited for memory 50 % of the last seconds, and dropped pages were read"
            + " again",
        outlook.evidence());
  }

  private void thrash(SampleBuilder group) {
    Sample sample = group.build();
    for (int i = 0; i < 41; i++) {
      if (sample.known(Field.REFAULTS_FILE)) {
        group.with(Field.REFAULTS_FILE, i);
      }
      take(group.with(Field.PRESSURE_FULL_TOTAL, i * 500_000L));
    }
  }
}
