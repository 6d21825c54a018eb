package io.github.headroom.agent.derive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.State;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final long MIB = 1 << 20;

  private final Figures figures = new Figures();

  @Test
  void theAreasAddUpToTheUsage() {
    derive(group().with(Field.FILE_COPIES_RESIDENT, 12 * MIB).build());
    assertEquals(300 * MIB, sum());
  }

  @Test
  void eachAreaIsWhatIsResidentOfIt() {
    derive(group().with(Field.FILE_COPIES_RESIDENT, 12 * MIB).build());
    assertEquals("100", text(Figure.LEDGER_JAVA_HEAP));
    assertEquals("10", text(Figure.LEDGER_CODE_CACHE));
    assertEquals("2", text(Figure.LEDGER_THREAD_STACKS));
    assertEquals("20", text(Figure.LEDGER_METASPACE));
    assertEquals("8", text(Figure.LEDGER_DIRECT_BUFFERS));
    assertEquals("12", text(Figure.LEDGER_JVM_OTHER));
    assertEquals("absent", text(Figure.LEDGER_GC));
    assertEquals("48", text(Figure.LEDGER_NATIVE_OTHER), "200 of the process less all of these");
    assertEquals("20", text(Figure.LEDGER_OTHER_PROCESSES), "220 of the group less 200");
    assertEquals("30", text(Figure.LEDGER_SHARED_MEMORY));
    assertEquals("40", text(Figure.LEDGER_FILE_CACHE));
    assertEquals("10", text(Figure.LEDGER_KERNEL));
  }

  @Test
  void nativeMemoryTrackingReportsTheCollectorAndTheJvmsOwnMalloc() {
    derive(
        group()
            .nativeMemory("Java Heap", 999 * MIB, 128 * MIB, 128 * MIB)
            .nativeMemory("GC", 9 * MIB, 5 * MIB, 3 * MIB)
            .nativeMemory("GCCardSet", MIB, MIB, 0)
            .nativeMemory("Symbol", 4 * MIB, 4 * MIB, 0)
            .nativeMemory("Shared class space", 16 * MIB, 12 * MIB, 12 * MIB)
            .nativeMemory("Internal", 2 * MIB, 2 * MIB, 0)
            .nativeMemory("Other", 20 * MIB, 20 * MIB, 0)
            .with(Field.TABLES_RESIDENT, 2 * MIB)
            .build());
    assertEquals("5", text(Figure.LEDGER_GC));
    assertEquals(
        "6", text(Figure.LEDGER_JVM_OTHER), "neither what is mapped nor the application's");
    assertEquals(300 * MIB, sum());
  }

  @Test
  void theCollectorsTablesAreAtMostWhatIsMappedForThem() {
    derive(
        group()
            .nativeMemory("GC", 9 * MIB, 5 * MIB, 3 * MIB)
            .with(Field.TABLES_RESIDENT, 50 * MIB)
            .build());
    assertEquals("5", text(Figure.LEDGER_GC));
  }

  @Test
  void withTrackingOffTheCollectorsTablesAreTheJvms() {
    derive(
        group()
            .collector("Copy", 1, 1)
            .with(Field.FILE_COPIES_RESIDENT, 0)
            .with(Field.HEAP_RESERVED, 1024 * MIB)
            .with(Field.TABLES_RESIDENT, 50 * MIB)
            .build());
    assertEquals("4", text(Figure.LEDGER_JVM_OTHER), "two bytes each 512 of heap, at most");
    assertEquals("absent", text(Figure.LEDGER_GC));
    assertEquals(300 * MIB, sum());
  }

  @Test
  void java8CountsTheApplicationsMemoryAsInternal() {
    derive(
        group()
            .nativeMemory("Internal", 50 * MIB, 50 * MIB, 0)
            .nativeMemory("Symbol", 4 * MIB, 4 * MIB, 0)
            .build());
    assertEquals("4", text(Figure.LEDGER_JVM_OTHER));
  }

  @Test
  void aHeapInSharedMemoryIsNotCountedTwice() {
    derive(
        group().with(Field.HEAP_RESIDENT, State.ABSENT).with(Field.HEAP_SHMEM, 25 * MIB).build());
    assertEquals("25", text(Figure.LEDGER_JAVA_HEAP));
    assertEquals("5", text(Figure.LEDGER_SHARED_MEMORY));
    assertEquals("40", text(Figure.LEDGER_FILE_CACHE));
    assertEquals(300 * MIB, sum());
  }

  @Test
  void whatIsCommittedButNotTouchedTakesNothingFromTheOthers() {
    Sample sample = group().otherPool("Other pool", 1, 2).buffer("mapped", MIB, MIB, 1).build();
    derive(sample);
    assertEquals(300 * MIB, sum());
    derive(group().with(Field.HEAP_RESIDENT, 500 * MIB).build());
    assertEquals("200", text(Figure.LEDGER_JAVA_HEAP));
    assertEquals("0", text(Figure.LEDGER_NATIVE_OTHER));
    assertEquals(300 * MIB, sum());
  }

  @Test
  void anAreaThatIsNotKnownIsPartOfNativeOther() {
    derive(
        group()
            .with(Field.HEAP_RESIDENT, State.ABSENT)
            .with(Field.CODE_RESIDENT, State.UNREADABLE)
            .build());
    assertEquals("absent", text(Figure.LEDGER_JAVA_HEAP));
    assertEquals("absent", text(Figure.LEDGER_CODE_CACHE));
    assertEquals("170", text(Figure.LEDGER_NATIVE_OTHER));
    assertEquals(300 * MIB, sum());
  }

  @Test
  void aProcessSeenFromOutsideIsReportedAsAWhole() {
    derive(bare().build());
    assertEquals("200", text(Figure.LEDGER_NATIVE_OTHER));
    assertEquals("absent", text(Figure.LEDGER_JVM_OTHER));
    assertEquals(300 * MIB, sum());
  }

  @Test
  void withoutRssAnonTheProcessesAreNotDistinguished() {
    derive(bare().with(Field.RSS_ANON, State.ABSENT).build());
    assertEquals("220", text(Figure.LEDGER_NATIVE_OTHER));
    assertEquals("absent", text(Figure.LEDGER_OTHER_PROCESSES));
    assertEquals(300 * MIB, sum());
  }

  @Test
  void aProcessThatMovedHereIsReportedByWhatIsChargedHere() {
    derive(group().with(Field.RSS_ANON, 400 * MIB).build());
    assertEquals("220", text(Figure.LEDGER_NATIVE_OTHER));
    assertEquals("absent", text(Figure.LEDGER_JAVA_HEAP));
    assertEquals(300 * MIB, sum());
  }

  @Test
  void aStatFileThatLagsALittleChangesNothing() {
    derive(group().with(Field.RSS_ANON, 224 * MIB).build());
    assertEquals("0", text(Figure.LEDGER_OTHER_PROCESSES));
    assertEquals(300 * MIB, sum());
  }

  @Test
  void whatAGroupHoldsIsItsOnlyProcessesWhateverTheThreadsHaveNotCountedYet() {
    derive(group().with(Field.OTHER_PROCESSES, 0).build());
    assertEquals("0", text(Figure.LEDGER_OTHER_PROCESSES));
    assertEquals("80", text(Figure.LEDGER_NATIVE_OTHER), "220 of the group less all that is known");
    assertEquals(300 * MIB, sum());
  }

  @Test
  void othersThatAreListedHoldTheRest() {
    derive(group().with(Field.OTHER_PROCESSES, 2).build());
    assertEquals("20", text(Figure.LEDGER_OTHER_PROCESSES));
  }

  @Test
  void withoutAKeyForSharedMemoryItIsPageCache() {
    derive(group().with(Field.SHMEM, State.ABSENT).build());
    assertEquals("absent", text(Figure.LEDGER_SHARED_MEMORY));
    assertEquals("70", text(Figure.LEDGER_FILE_CACHE));
  }

  @Test
  void anUnreadableKeyForSharedMemoryLeavesBothUnknown() {
    derive(group().with(Field.SHMEM, State.UNREADABLE).build());
    assertEquals("absent", text(Figure.LEDGER_SHARED_MEMORY));
    assertEquals("absent", text(Figure.LEDGER_FILE_CACHE));
  }

  @Test
  void networkBuffersAreTheKernels() {
    derive(group().with(Field.SOCK, 3 * MIB).build());
    assertEquals("13", text(Figure.LEDGER_KERNEL));
  }

  @Test
  void anOlderKernelLeavesItsOwnOver() {
    derive(group().with(Field.KERNEL, State.ABSENT).build());
    assertEquals("10", text(Figure.LEDGER_KERNEL));
  }

  @Test
  void anUnreadableKernelFigureIsNotGuessed() {
    derive(group().with(Field.KERNEL, State.UNREADABLE).build());
    assertEquals("absent", text(Figure.LEDGER_KERNEL));
  }

  @Test
  void withoutAGroupThereIsNoLedger() {
    derive(new SampleBuilder().with(Field.RSS_ANON, MIB).with(Field.HEAP_RESIDENT, MIB).build());
    assertFalse(figures.known(Figure.LEDGER_NATIVE_OTHER));
    assertEquals(0, sum());
  }

  @Test
  void aHeapOfExplicitHugePagesHoldsNothingThatIsCharged() {
    derive(hugeHeap().with(Field.HEAP_HUGETLB, 512 * MIB).build());
    assertEquals("0", text(Figure.LEDGER_JAVA_HEAP));
    assertEquals("8", text(Figure.LEDGER_DIRECT_BUFFERS));
    assertEquals(300 * MIB, sum());
  }

  @Test
  void withAccountingItHoldsWhatIsCharged() {
    derive(
        hugeHeap()
            .with(Field.USAGE, 700 * MIB)
            .with(Field.HUGETLB, 400 * MIB)
            .with(Field.HEAP_HUGETLB, 390 * MIB)
            .with(Field.HUGETLB_PAGES, 396 * MIB)
            .build());
    assertEquals("390", text(Figure.LEDGER_JAVA_HEAP));
    assertEquals("166", text(Figure.LEDGER_NATIVE_OTHER), "with the 6 MiB beside the heap");
    assertEquals("24", text(Figure.LEDGER_OTHER_PROCESSES), "with the 4 MiB of the others");
    assertEquals(700 * MIB, sum());
  }

  @Test
  void withAccountingAProcessAloneHoldsAllOfThem() {
    derive(
        group()
            .with(Field.OTHER_PROCESSES, 0)
            .with(Field.USAGE, 306 * MIB)
            .with(Field.HUGETLB, 6 * MIB)
            .build());
    assertEquals("100", text(Figure.LEDGER_JAVA_HEAP));
    assertEquals("86", text(Figure.LEDGER_NATIVE_OTHER), "220 less 140, and the 6 MiB");
    assertEquals(306 * MIB, sum());
  }

  @Test
  void filePagesThatReclaimCannotFreeAreSharedMemory() {
    derive(
        group()
            .with(Field.ACTIVE_FILE, 5 * MIB)
            .with(Field.INACTIVE_FILE, 10 * MIB)
            .with(Field.UNEVICTABLE, 25 * MIB)
            .build());
    assertEquals("55", text(Figure.LEDGER_SHARED_MEMORY), "the 30 MiB, and 25 on no list");
    assertEquals("15", text(Figure.LEDGER_FILE_CACHE));
    assertEquals(300 * MIB, sum());
  }

  @Test
  void filePagesOnTheirWayToAListAreNotTakenForThem() {
    derive(
        group()
            .with(Field.ACTIVE_FILE, 5 * MIB)
            .with(Field.INACTIVE_FILE, 30 * MIB)
            .with(Field.UNEVICTABLE, 0)
            .build());
    assertEquals("40", text(Figure.LEDGER_FILE_CACHE));
  }

  @Test
  void whatNettyHidesFromTheBufferPoolsIsADirectBufferAndNotNative() {
    derive(group().build());
    long before = figures.whole(Figure.LEDGER_NATIVE_OTHER);
    derive(group().with(Field.NETTY_HIDDEN, 30 * MIB).build());
    assertEquals("38", text(Figure.LEDGER_DIRECT_BUFFERS));
    assertEquals(before - 30 * MIB, figures.whole(Figure.LEDGER_NATIVE_OTHER));
    assertEquals(300 * MIB, sum());
  }

  private static SampleBuilder hugeHeap() {
    return group().with(Field.HEAP_RESIDENT, State.ABSENT);
  }

  /** A group of 300 MiB: 220 anonymous, of them 200 of this process, 30 shared, 40 files. */
  private static SampleBuilder bare() {
    return new SampleBuilder()
        .with(Field.USAGE, 300 * MIB)
        .with(Field.ANON, 220 * MIB)
        .with(Field.FILE, 70 * MIB)
        .with(Field.SHMEM, 30 * MIB)
        .with(Field.KERNEL, 10 * MIB)
        .with(Field.RSS_ANON, 200 * MIB);
  }

  private static SampleBuilder group() {
    return bare()
        .with(Field.HEAP_RESIDENT, 100 * MIB)
        .with(Field.CODE_RESIDENT, 10 * MIB)
        .with(Field.STACKS_RESIDENT, 2 * MIB)
        .otherPool("Metaspace", 19 * MIB, 20 * MIB)
        .buffer("direct", 8 * MIB, 8 * MIB, 1);
  }

  private void derive(Sample sample) {
    Derivation.derive(sample, figures);
  }

  private long sum() {
    long sum = 0;
    for (Figure figure : Figure.values()) {
      if (figure.name().startsWith("LEDGER_") && figures.known(figure)) {
        sum += figures.whole(figure);
      }
    }
    return sum;
  }

  private String text(Figure area) {
    return figures.known(area) ? Long.toString(figures.whole(area) / MIB) : "absent";
  }
}
