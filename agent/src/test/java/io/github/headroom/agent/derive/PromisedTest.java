package io.github.headroom.agent.derive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromisedTest {

  private static final long MIB = 1 << 20;

  private final Figures figures = new Figures();

  @Test
  void theHeapMayTakeAllThatIsReservedForIt() {
    derive(jvm().build());
    assertEquals("256", text(Figure.PROMISED_JAVA_HEAP), "not the 248 without a survivor space");
  }

  @Test
  void aHeapWhoseReservationIsNotKnownMayTakeItsMaximum() {
    derive(jvm().with(Field.HEAP_RESERVED, State.ABSENT).build());
    assertEquals("248", text(Figure.PROMISED_JAVA_HEAP));
  }

  @Test
  void directMemoryMayTakeAsMuchAsTheHeapByDefault() {
    derive(jvm().build());
    assertEquals("248", text(Figure.PROMISED_DIRECT_BUFFERS));
  }

  @Test
  void directMemoryMayTakeWhatItsFlagAllows() {
    derive(jvm().with(Field.MAX_DIRECT, 64 * MIB).build());
    assertEquals("64", text(Figure.PROMISED_DIRECT_BUFFERS));
  }

  @Test
  void nettysOwnLimitComesOnTop() {
    derive(jvm().with(Field.MAX_DIRECT, 64 * MIB).with(Field.NETTY_MAX_DIRECT, 32 * MIB).build());
    assertEquals("96", text(Figure.PROMISED_DIRECT_BUFFERS));
  }

  @Test
  void nettysOwnLimitIsByDefaultThatOfTheJdksBuffers() {
    derive(jvm().with(Field.MAX_DIRECT, 64 * MIB).with(Field.NETTY_HIDDEN, MIB).build());
    assertEquals("128", text(Figure.PROMISED_DIRECT_BUFFERS));
    derive(jvm().with(Field.MAX_DIRECT, 64 * MIB).with(Field.NETTY_HIDDEN, 80 * MIB).build());
    assertEquals("144", text(Figure.PROMISED_DIRECT_BUFFERS));
  }

  @Test
  void metaspaceWithoutALimitIsWhatItHasCommittedSoFar() {
    derive(jvm().build());
    assertEquals("20", text(Figure.PROMISED_METASPACE));
  }

  @Test
  void metaspaceMayGrowToItsLimit() {
    derive(base().otherPool("Metaspace", 19 * MIB, 20 * MIB, 96 * MIB).build());
    assertEquals("96", text(Figure.PROMISED_METASPACE));
  }

  @Test
  void theCodeCacheIsAllItsSegments() {
    derive(jvm().build());
    assertEquals("240", text(Figure.PROMISED_CODE_CACHE));
  }

  @Test
  void stacksAreWhatTheyHaveTouched() {
    derive(jvm().build());
    assertEquals("2", text(Figure.PROMISED_THREAD_STACKS));
  }

  @ParameterizedTest
  @CsvSource({
    "Copy, 1",
    "G1 Young Generation, 9",
    "PS Scavenge, 9",
    "ZGC Minor Cycles, absent",
    "Shenandoah Cycles, absent"
  })
  void theCollectorsTablesGoByTheHeapsSize(String collector, String expected) {
    derive(jvm().collector(collector, 1, 1).build());
    assertEquals(expected, text(Figure.PROMISED_GC));
  }

  @Test
  void nativeMemoryTrackingMayReportMore() {
    derive(jvm().collector("Copy", 1, 1).nativeMemory("GC", 7 * MIB, 7 * MIB, 0).build());
    assertEquals("7", text(Figure.PROMISED_GC));
  }

  @Test
  void theDemandIsWhatIsThereWithTheHeapAtItsLargest() {
    derive(jvm().build());
    assertEquals(
        "130", text(Figure.DEMAND_BESIDE_HEAP), "220 anonymous, 10 kernel, 0 shared - 100");
    assertEquals("386", text(Figure.DEMAND));
  }

  @Test
  void whatDoesNotFitInTheLimitIsReported() {
    derive(jvm().with(Field.LIMIT, 300 * MIB).build());
    assertEquals("86", text(Figure.CANNOT_FIT_BY));
    assertEquals("170", text(Figure.LARGEST_HEAP));
  }

  @Test
  void whatFitsIsNotAbsentByMistake() {
    derive(jvm().with(Field.LIMIT, 386 * MIB).build());
    assertEquals("absent", text(Figure.CANNOT_FIT_BY));
    assertEquals("256", text(Figure.LARGEST_HEAP));
  }

  @Test
  void swapOfTheGroupIsRoomToo() {
    derive(
        jvm()
            .with(Field.LIMIT, 300 * MIB)
            .with(Field.SWAP_LIMIT, 50 * MIB)
            .with(Field.SWAP, 20 * MIB)
            .with(Field.SWAP_FREE, 500 * MIB)
            .build());
    assertEquals("36", text(Figure.CANNOT_FIT_BY));
  }

  @Test
  void aSwapLimitIsNoRoomOnAMachineWithoutSwap() {
    derive(
        jvm()
            .with(Field.LIMIT, 300 * MIB)
            .with(Field.SWAP_LIMIT, 50 * MIB)
            .with(Field.SWAP_TOTAL, 0)
            .build());
    assertEquals("86", text(Figure.CANNOT_FIT_BY));
  }

  @Test
  void swapThatOthersHaveFilledIsNoRoom() {
    derive(jvm().with(Field.LIMIT, 300 * MIB).with(Field.SWAP_TOTAL, 2000 * MIB).build());
    assertEquals("86", text(Figure.CANNOT_FIT_BY));
  }

  @Test
  void swapIsNoRoomWithASwappinessOf0() {
    derive(
        jvm()
            .with(Field.LIMIT, 300 * MIB)
            .with(Field.SWAPPINESS, 0)
            .with(Field.SWAP_TOTAL, 2000 * MIB)
            .with(Field.SWAP_FREE, 2000 * MIB)
            .build());
    assertEquals("86", text(Figure.CANNOT_FIT_BY));
  }

  @Test
  void whatZswapCompressesIsRoomByWhatItSaves() {
    derive(
        jvm()
            .with(Field.LIMIT, 300 * MIB)
            .with(Field.SWAP_FREE, 40 * MIB)
            .with(Field.ZSWAP_ENABLED, 1)
            .with(Field.ZSWAP, 10 * MIB)
            .with(Field.ZSWAPPED, 40 * MIB)
            .build());
    assertEquals("56", text(Figure.CANNOT_FIT_BY), "30 of the 40 MiB of swap");
  }

  @Test
  void whatNeighboursHoldBelowAnAncestorsLimitIsNoRoom() {
    derive(
        jvm()
            .with(Field.LIMIT, 4000 * MIB)
            .ancestor("/pod", 1000 * MIB)
            .ancestorWith(Sample.ANCESTOR_USAGE, 904 * MIB)
            .build());
    assertEquals("196", text(Figure.LARGEST_HEAP), "the 100 that it has and the 96 that are left");
    assertEquals("60", text(Figure.CANNOT_FIT_BY));
    assertEquals("1060", text(Figure.DEMAND), "a limit of the ancestor that all would fit in");
  }

  @Test
  void pageCacheThatIsStillToBeWrittenIsRoom() {
    derive(
        jvm()
            .with(Field.USAGE, 400 * MIB)
            .with(Field.FILE, 170 * MIB)
            .with(Field.ACTIVE_FILE, 170 * MIB)
            .with(Field.FILE_DIRTY, 170 * MIB)
            .with(Field.LIMIT, 400 * MIB)
            .build());
    assertEquals("0", text(Figure.HEADROOM_EXPECTED));
    assertEquals("270", text(Figure.LARGEST_HEAP));
  }

  @Test
  void whatOthersHaveOfAMachineWithoutALimitIsNoReasonToSizeAHeapByIt() {
    derive(
        jvm()
            .with(Field.MEM_TOTAL, 400 * MIB)
            .with(Field.MEM_AVAILABLE, 20 * MIB)
            .with(Field.SWAP_TOTAL, 0)
            .build());
    assertEquals("270", text(Figure.LARGEST_HEAP));
  }

  @Test
  void withoutTheHeapInTheLedgerNobodyKnowsTheDemand() {
    derive(jvm().with(Field.LIMIT, 300 * MIB).with(Field.HEAP_RESIDENT, State.ABSENT).build());
    assertEquals("absent", text(Figure.DEMAND));
    assertEquals("absent", text(Figure.CANNOT_FIT_BY));
  }

  @ParameterizedTest
  @CsvSource({
    "25 % of 24 GiB in 200 MiB,             6144, 2500,   200, 24576",
    "25 % of 8 GiB in 4 GiB,                2048, 2500,  4096, 8192",
    "75 % of 8 GiB in 4 GiB,                6144, 7500,  4096, 8192",
    "25 % of the limit,                     1024, 2500,  4096, absent",
    "75 % of the limit,                     3072, 7500,  4096, absent",
    "half of a small limit,                  100, 2500,   200, absent",
    "126 MiB in the next size of container,  126, 2500,   300, absent",
    "a region more than the share,           160, 2500,   512, absent"
  })
  void aHeapSizedForMoreThanTheLimitIsOfAJvmThatDoesNotSeeIt(
      String which, long heap, long share, long limit, String expected) {
    derive(
        base()
            .with(Field.HEAP_RESERVED, heap * MIB)
            .with(Field.RAM_SHARE, share)
            .with(Field.LIMIT, limit * MIB)
            .build());
    assertEquals(expected, text(Figure.BELIEVED_MEMORY), which);
  }

  @Test
  void aHeapOfAGivenSizeGivesNoWarningOfTheJvmsLimit() {
    derive(jvm().with(Field.HEAP_RESERVED, 6144 * MIB).with(Field.LIMIT, 200 * MIB).build());
    assertEquals("absent", text(Figure.BELIEVED_MEMORY));
  }

  @Test
  void aHeapOfExplicitHugePagesTakesNothingOfTheLimit() {
    derive(hugeHeap().with(Field.RAM_SHARE, 2500).build());
    assertEquals("absent", text(Figure.PROMISED_JAVA_HEAP));
    assertEquals("absent", text(Figure.LARGEST_HEAP));
    assertEquals("absent", text(Figure.CANNOT_FIT_BY));
    assertEquals("absent", text(Figure.BELIEVED_MEMORY));
  }

  @Test
  void unlessTheCgroupIsChargedForThem() {
    derive(hugeHeap().with(Field.HUGETLB, 100 * MIB).build());
    assertEquals("256", text(Figure.PROMISED_JAVA_HEAP));
  }

  private static SampleBuilder hugeHeap() {
    return jvm()
        .with(Field.LIMIT, 300 * MIB)
        .with(Field.HEAP_RESIDENT, State.ABSENT)
        .with(Field.HEAP_HUGETLB, 100 * MIB);
  }

  /** A group with 220 MiB anonymous, 100 of them heap, and 10 of the kernel's. */
  private static SampleBuilder base() {
    return new SampleBuilder()
        .with(Field.USAGE, 270 * MIB)
        .with(Field.ANON, 220 * MIB)
        .with(Field.FILE, 40 * MIB)
        .with(Field.SHMEM, 0)
        .with(Field.KERNEL, 10 * MIB)
        .with(Field.ACTIVE_FILE, 40 * MIB)
        .with(Field.SWAP_FREE, 0)
        .with(Field.RSS_ANON, 220 * MIB)
        .with(Field.HEAP_RESIDENT, 100 * MIB)
        .with(Field.STACKS_RESIDENT, 2 * MIB)
        .with(Field.HEAP_MAX, 248 * MIB)
        .with(Field.HEAP_RESERVED, 256 * MIB);
  }

  private static SampleBuilder jvm() {
    return base()
        .otherPool("Metaspace", 19 * MIB, 20 * MIB)
        .otherPool("CodeHeap 'non-nmethods'", MIB, 3 * MIB, 8 * MIB)
        .otherPool("CodeHeap 'profiled nmethods'", MIB, 3 * MIB, 116 * MIB)
        .otherPool("CodeHeap 'non-profiled nmethods'", MIB, 3 * MIB, 116 * MIB);
  }

  private void derive(Sample sample) {
    Derivation.derive(sample, figures);
  }

  private String text(Figure figure) {
    return figures.known(figure) ? Long.toString(figures.whole(figure) / MIB) : "absent";
  }
}
