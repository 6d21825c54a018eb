package io.github.headroom.agent.derive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A group of 1000 MiB with a heap of 200 of 500 MiB and 100 MiB beside it, looked at every ten
 * seconds for a day.
 */
@Execution(ExecutionMode.CONCURRENT)
class SizingTest {

  private static final long MIB = 1 << 20;
  private static final int HOUR = 3600;
  private static final int DAY = 24 * HOUR;
  private static final int APART = 10;

  private final Sizing sizing = new Sizing();
  private final Figures figures = new Figures();
  private Sample last = new Sample();
  private int seconds;

  private interface Builder {
    SampleBuilder at(int second);
  }

  private void see(int until, Builder builder) {
    for (; seconds <= until; seconds += APART) {
      full(builder.at(seconds));
    }
  }

  private void full(SampleBuilder builder) {
    last = builder.build();
    Derivation.derive(last, figures);
    sizing.add(last, figures, seconds, true);
  }

  private void advise() {
    sizing.advise(last, figures, false);
  }

  private long mebibytes(Figure figure) {
    return Math.round(figures.whole(figure) / (double) MIB);
  }

  /** The live set was 40 MiB after the last collection. */
  private static SampleBuilder withLiveSet(SampleBuilder builder, long mebibytes) {
    return builder
        .heapPool("PS Eden Space", 100 * MIB, 200 * MIB, 300 * MIB, 0)
        .heapPool("PS Old Gen", 60 * MIB, 100 * MIB, 300 * MIB, mebibytes * MIB);
  }

  @Test
  void thereIsNoAdviceBeforeAnHourWasSeen() {
    see(HOUR - APART, at -> ForecastFigures.jvm(100));
    advise();
    assertFalse(figures.known(Figure.SIZING_LIMIT));
    assertFalse(figures.known(Figure.SIZING_MAX_HEAP));
    assertFalse(figures.known(Figure.SIZING_SPAN));
    see(HOUR, at -> ForecastFigures.jvm(100));
    advise();
    assertTrue(figures.known(Figure.SIZING_LIMIT));
    assertEquals(HOUR, figures.real(Figure.SIZING_SPAN));
  }

  @Test
  void thereIsNoneWhileItGrows() {
    see(DAY, at -> ForecastFigures.jvm(100));
    sizing.advise(last, figures, true);
    assertFalse(figures.known(Figure.SIZING_LIMIT));
    assertFalse(figures.known(Figure.SIZING_MAX_HEAP));
  }

  @Test
  void afterADayTheLimitIsTheHighestAndAMarginOfFifteenPercent() {
    see(DAY, at -> ForecastFigures.jvm(at == 5000 ? 180 : 100));
    advise();
    assertEquals(Math.round(380 * 1.15), mebibytes(Figure.SIZING_LIMIT));
  }

  @Test
  void afterAnHourTheMarginIsWider() {
    see(HOUR, at -> ForecastFigures.jvm(100));
    advise();
    assertEquals(Math.round(300 * 1.35), mebibytes(Figure.SIZING_LIMIT));
  }

  @Test
  void theLargestHeapIsWhatTheLimitLeavesBesideTheHighestOfAllElse() {
    see(DAY, at -> ForecastFigures.jvm(at == 5000 ? 180 : 100));
    advise();
    assertEquals(Math.round(1000 - 180 * 1.15), mebibytes(Figure.SIZING_MAX_HEAP));
  }

  @Test
  void aHeapThatIsLargerThanItsLiveSetAsksForDoesNotCount() {
    see(DAY, at -> withLiveSet(ForecastFigures.jvm(100), 40));
    advise();
    assertEquals(Math.round(40 * 2.5 * 1.15), mebibytes(Figure.SIZING_HEAP));
    assertEquals(Math.round((40 * 2.5 + 100) * 1.15), mebibytes(Figure.SIZING_LIMIT));
  }

  @Test
  void anOldGenerationThatWasNeverCollectedCountsAsItIs() {
    see(DAY, at -> withLiveSet(ForecastFigures.jvm(100), 0));
    advise();
    assertEquals(Math.round(60 * 2.5 * 1.15), mebibytes(Figure.SIZING_HEAP));
  }

  /** A full collection at "Metadata GC Threshold", and then hours of promotion. */
  @Test
  void aCollectionOfANearlyEmptyHeapAtTheStartShowsNothingOfWhatLivesLater() {
    see(DAY, at -> withOldGeneration(at < 60 ? 20 : Math.min(180, at / 100), 15));
    advise();
    assertEquals(Math.round(200 * 1.15), mebibytes(Figure.SIZING_HEAP));
  }

  @Test
  void theCollectionThatComesAtLastShowsIt() {
    see(DAY, at -> withOldGeneration(at < 60 ? 20 : 180, 15));
    see(DAY + APART, at -> withOldGeneration(40, 40));
    see(2 * DAY, at -> withOldGeneration(180, 40));
    advise();
    assertEquals(Math.round(40 * 2.5 * 1.15), mebibytes(Figure.SIZING_HEAP));
  }

  /** What is promoted between the collections of a heap that is far too large. */
  @Test
  void garbageBetweenTheCollectionsDoesNotCount() {
    see(DAY, at -> withOldGeneration(20 + at / APART % 160, at < 1600 ? 0 : 20 + at / 1600 % 2));
    advise();
    assertEquals(Math.round(21 * 2.5 * 1.15), mebibytes(Figure.SIZING_HEAP));
  }

  /** In MiB; the heap has 200 resident. */
  private static SampleBuilder withOldGeneration(int used, int afterTheLastCollection) {
    return ForecastFigures.jvm(100)
        .heapPool("PS Eden Space", 100 * MIB, 200 * MIB, 300 * MIB, 0)
        .heapPool("PS Old Gen", used * MIB, 200 * MIB, 300 * MIB, afterTheLastCollection * MIB);
  }

  @Test
  void theHeapOfTheAdviceIsNotLargerThanTheOneThatIsAllowed() {
    see(DAY, at -> ForecastFigures.jvm(100).with(Field.HEAP_MAX, 210 * MIB));
    advise();
    assertEquals(210, mebibytes(Figure.SIZING_HEAP));
  }

  @Test
  void growthOfTheSecondHalfIsTakenToGoOnForADay() {
    see(DAY, at -> ForecastFigures.jvm(at < 50_000 ? 100 : 120));
    advise();
    assertEquals(Math.round(320 * 1.15 + 2 * 20), mebibytes(Figure.SIZING_LIMIT));
  }

  @Test
  void aHeapThatIsFirstSeenInTheSecondHalfHasNotGrownByAllOfIt() {
    see(DAY, at -> at < 50_000 ? withoutTheHeap() : ForecastFigures.jvm(100));
    advise();
    assertEquals(Math.round(200 * 1.15), mebibytes(Figure.SIZING_HEAP));
    assertEquals(Math.round(300 * 1.15), mebibytes(Figure.SIZING_LIMIT));
  }

  @Test
  void pageCacheDoesNotCount() {
    see(DAY, at -> cached());
    advise();
    assertEquals(Math.round(300 * 1.15), mebibytes(Figure.SIZING_LIMIT));
  }

  private static SampleBuilder cached() {
    return ForecastFigures.jvm(100)
        .with(Field.USAGE, 800 * MIB)
        .with(Field.FILE, 500 * MIB)
        .with(Field.ACTIVE_FILE, 400 * MIB)
        .with(Field.INACTIVE_FILE, 100 * MIB);
  }

  @Test
  void pageCacheThatTasksWaitToReadAgainCounts() {
    see(
        DAY,
        at ->
            cached()
                .with(Field.REFAULTS_FILE, at)
                .with(Field.PRESSURE_SOME_TOTAL, at * 20_000L)); // 2 % of the time
    advise();
    assertEquals(Math.round((300 + 400) * 1.15), mebibytes(Figure.SIZING_LIMIT));
  }

  @Test
  void pageCacheThatIsReadAgainWithoutWaitingDoesNotCount() {
    see(DAY, at -> cached().with(Field.REFAULTS_FILE, at).with(Field.PRESSURE_SOME_TOTAL, 0));
    advise();
    assertEquals(Math.round(300 * 1.15), mebibytes(Figure.SIZING_LIMIT));
  }

  @Test
  void whatIsInSwapCounts() {
    see(DAY, at -> ForecastFigures.jvm(100).with(Field.SWAP, 60 * MIB));
    advise();
    assertEquals(Math.round(360 * 1.15), mebibytes(Figure.SIZING_LIMIT));
  }

  @Test
  void withoutALimitThereIsOneToSetAndNoHeapToFit() {
    see(DAY, at -> ForecastFigures.jvm(100).with(Field.LIMIT, State.UNLIMITED));
    advise();
    assertEquals(Math.round(300 * 1.15), mebibytes(Figure.SIZING_LIMIT));
    assertFalse(figures.known(Figure.SIZING_MAX_HEAP));
  }

  @Test
  void whereTheHeapIsNotSeenAllOfItCounts() {
    see(DAY, at -> withoutTheHeap());
    advise();
    assertEquals(Math.round(300 * 1.15), mebibytes(Figure.SIZING_LIMIT));
    assertFalse(figures.known(Figure.SIZING_MAX_HEAP));
  }

  private static SampleBuilder withoutTheHeap() {
    return new SampleBuilder(ForecastFigures.jvm(100).build())
        .with(Field.RSS_ANON, State.ABSENT)
        .with(Field.HEAP_MAX, State.ABSENT);
  }

  @Test
  void aChangeOfTheLimitChangesTheHeapThatFitsAndNotTheLimit() {
    see(DAY, at -> ForecastFigures.jvm(100).with(Field.LIMIT, (at < 50_000 ? 1000 : 600) * MIB));
    advise();
    assertEquals(Math.round(300 * 1.15), mebibytes(Figure.SIZING_LIMIT));
    assertEquals(Math.round(600 - 100 * 1.15), mebibytes(Figure.SIZING_MAX_HEAP));
  }

  @Test
  void neighboursBelowAnAncestorsLimitLeaveLessForTheHeap() {
    see(
        DAY,
        at ->
            ForecastFigures.jvm(100)
                .with(Field.LIMIT, State.UNLIMITED)
                .ancestor("/sys/fs/cgroup/pod", 1000 * MIB)
                .ancestorWith(Sample.ANCESTOR_USAGE, 400 * MIB)
                .ancestorWith(Sample.ANCESTOR_ANON, 400 * MIB));
    advise();
    assertEquals(Math.round(300 * 1.15), mebibytes(Figure.SIZING_LIMIT));
    assertEquals(Math.round(1000 - 100 - 100 * 1.15), mebibytes(Figure.SIZING_MAX_HEAP));
  }

  @Test
  void theSizeIsASentence() {
    see(DAY, at -> withLiveSet(ForecastFigures.jvm(100), 40));
    advise();
    assertEquals(
        "of what was seen in 24 h, 230 MiB is the smallest limit that would have held, with"
            + " -Xmx115m; in the limit of 1000 MiB, -Xmx885m is the largest that fits",
        HeapAndLimit.size(figures));
  }

  @Test
  void whereTheRestLeavesNothingThereIsNoLargestHeap() {
    see(HOUR, at -> ForecastFigures.jvm(780));
    advise();
    assertFalse(figures.known(Figure.SIZING_MAX_HEAP));
    assertEquals(
        "of what was seen in 1 h, 1323 MiB is the smallest limit that would have held, with"
            + " -Xmx270m; the limit of 1000 MiB leaves too little room for the heap",
        HeapAndLimit.size(figures));
  }

  @Test
  void whereTheRestLeavesLessThanWhatLivesThereIsNoLargestHeap() {
    see(DAY, at -> withLiveSet(ForecastFigures.jvm(780), 50));
    advise();
    assertEquals(Math.round(1000 - 780 * 1.15), mebibytes(Figure.SIZING_MAX_HEAP));
    see(2 * DAY, at -> withLiveSet(ForecastFigures.jvm(780), 104));
    advise();
    assertFalse(figures.known(Figure.SIZING_MAX_HEAP));
  }

  @Test
  void whatCameAndWentBetweenFullPassesCounts() {
    see(DAY / 2, at -> ForecastFigures.jvm(100));
    last = ForecastFigures.jvm(160).build();
    Derivation.deriveFast(last, figures);
    sizing.add(last, figures, seconds, false);
    see(DAY, at -> ForecastFigures.jvm(100));
    advise();
    assertEquals(Math.round(360 * 1.15), mebibytes(Figure.SIZING_LIMIT));
  }

  @Test
  void aSampleWithoutUsageIsPassedOver() {
    see(DAY, at -> ForecastFigures.jvm(100).with(Field.USAGE, State.UNREADABLE));
    advise();
    assertFalse(figures.known(Figure.SIZING_LIMIT));
  }
}
