package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import org.junit.jupiter.api.Test;

class HeapLookTest {

  private static final long MIB = 1L << 20;

  private static final String BEFORE =
      """
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
         1:         20561       52428800  [B (java.base@17.0.15)
         2:         90000        9000000  jdk.internal.vm.FillerElement (java.base@21)
         3:         12400        1240000  com.shop.Session
         4:          9000         216000  java.lang.String (java.base@17.0.15)
      Total         41961       53884800
      """;
  private static final String NOW =
      """
       num     #instances         #bytes  class name
      ----------------------------------------------
         1:       1320561      482344960  [B
         2:       9000000      900000000  jdk.internal.vm.FillerElement
         3:       1310000      225640000  com.shop.Session
         4:          9000         216000  java.lang.String
      Total       2630561      707984960
      """;

  private final FakeHeap heap = new FakeHeap();
  private long room = 100 * MIB;
  private String collector = "G1 Young Generation";
  private long classes = 5000;
  private long swapped;
  private double secondsLeft = Double.POSITIVE_INFINITY;

  /** Each histogram takes 200 ms, each pause 5 ms; every tenth pause there is a collection. */
  private final class FakeHeap implements Heap {

    private String text = BEFORE;
    private int histograms;
    private int pauses;
    private int collectEach = 10;
    private long collectionsBefore;
    private long roomAPause;
    private long nanos;
    private long histogramNanos = 200_000_000;
    private long used;
    private long max = 1024 * MIB;
    private double processorShare = 1;
    private long usedAfterCollection;

    @Override
    public long used() {
      return used;
    }

    @Override
    public long collections() {
      return collectionsBefore + pauses / collectEach;
    }

    @Override
    public double processorShare() {
      return processorShare;
    }

    @Override
    public long max() {
      return max;
    }

    @Override
    public String histogram() {
      histograms++;
      nanos += histogramNanos;
      return text;
    }

    @Override
    public void pause() {
      pauses++;
      nanos += 5_000_000;
      room -= roomAPause;
      if (usedAfterCollection > 0 && pauses % collectEach == 0) {
        used = usedAfterCollection;
      }
    }

    @Override
    public long nanos() {
      return nanos;
    }
  }

  private final Garbage garbage = new Garbage();
  private final HeapLook bounded = look(true);
  private final HeapLook unbounded = look(false);

  private HeapLook look(boolean pausesAreBounded) {
    Room left =
        new Room() {
          @Override
          public long bytes() {
            return room;
          }

          @Override
          public double seconds() {
            return secondsLeft;
          }
        };
    return new HeapLook(heap, left, pausesAreBounded, garbage);
  }

  private Finding look(HeapLook look, long mebibytes, double clock) throws Exception {
    heap.used = mebibytes * MIB;
    return look(look, clock);
  }

  private Finding look(HeapLook look, double clock) throws Exception {
    Sample sample =
        new SampleBuilder()
            .collector(collector, 1, 1)
            .with(Field.CLASSES, classes)
            .with(Field.VM_SWAP, swapped)
            .build();
    return look.look(sample, sample, 1, clock);
  }

  @Test
  void theFirstLookNamesTheLargestClassOutsideTheJdk() throws Exception {
    Finding found = look(bounded, 500, 100);
    assertEquals(
        "java_heap: largest: com.shop.Session 12,400 objects, 1.2 MiB; most bytes: [B 50.0 MiB"
            + " (stopped for 200 ms)",
        found.sentence());
    assertNull(found.change());
  }

  @Test
  void theSecondLookNamesTheClassThatGrew() throws Exception {
    look(bounded, 500, 100);
    heap.text = NOW;
    Finding found = look(bounded, 500, 700);
    assertEquals(
        "java_heap: com.shop.Session 12,400 -> 1,310,000 objects (+214 MiB) in 10 min; most bytes:"
            + " [B +410 MiB (stopped for 200 ms)",
        found.sentence());
    assertEquals("com.shop.Session", found.name());
  }

  @Test
  void aClassWithLittleOfTheGrowthIsNotNamed() throws Exception {
    heap.text = "1: 1000 64000000 [B (java.base@25)\n2: 9 90 com.shop.Cart\n";
    look(bounded, 500, 100);
    heap.text = "1: 9000 964000000 [B (java.base@25)\n2: 10 100 com.shop.Cart\n";
    assertEquals(
        "java_heap: [B 1,000 -> 9,000 objects (+858 MiB) in 10 min (stopped for 200 ms)",
        look(bounded, 500, 700).sentence());
  }

  @Test
  void aClassWithAnEighthOfTheObjectsIsNamedThoughItHasFewBytes() throws Exception {
    heap.text = "1: 1000 64000000 [B (java.base@25)\n";
    look(bounded, 500, 100);
    heap.text = "1: 9000 964000000 [B (java.base@25)\n2: 1000 16000 com.shop.Cart\n";
    assertEquals("com.shop.Cart", look(bounded, 500, 700).name());
  }

  @Test
  void aClassOfTheAgentIsNotNamed() throws Exception {
    heap.text = "1: 20 64000000 [B (java.base@25)\n2: 140 5600 io.github.headroom.agent.Metric\n";
    assertEquals("[B", look(bounded, 500, 100).name());
  }

  @Test
  void theObjectsOfAClassInTwoLoadersAreSummed() throws Exception {
    heap.text = "1: 1000 64000 com.shop.Cart\n2: 200 12800 com.shop.Cart\n";
    assertTrue(look(bounded, 500, 100).sentence().contains("com.shop.Cart 1,200 objects"));
  }

  @Test
  void garbageSinceTheLastCollectionIsInTheSentence() throws Exception {
    heap.collectEach = Integer.MAX_VALUE;
    threeCollectionsThatKeepNothing();
    Finding found = look(bounded, 400, 100);
    assertEquals(
        "java_heap: largest: com.shop.Session 12,400 objects, 1.2 MiB; most bytes: [B 50.0 MiB"
            + " (stopped for 200 ms); at least 380 MiB is garbage that one collection returns",
        found.sentence());
  }

  @Test
  void garbageIsLeftOutWhereItIsLittleOrDoesNotFit() throws Exception {
    heap.collectEach = Integer.MAX_VALUE;
    threeCollectionsThatKeepNothing();
    heap.used = 28 * MIB - 1;
    assertFalse(look(look(true), 100).sentence().contains("garbage"));
    heap.used = 28 * MIB;
    assertTrue(look(look(true), 100).sentence().contains("at least 8 MiB is garbage"));
    heap.text = NOW.replace("com.shop.Session", "com." + "shop.".repeat(14) + "Session");
    assertFalse(look(look(true), 100).sentence().contains("garbage"));
  }

  private void threeCollectionsThatKeepNothing() {
    garbage.add(0, 20 * MIB);
    for (int collection = 1; collection <= 3; collection++) {
      garbage.add(collection, 20 * MIB);
      garbage.add(collection, 120 * MIB);
    }
    heap.collectionsBefore = 3;
  }

  @Test
  void theLookWaitsForACollection() throws Exception {
    look(bounded, 500, 100);
    assertEquals(10, heap.pauses);
  }

  @Test
  void theWaitEndsAfterTenSecondsOrWithThreeQuartersOfTheHeadroom() throws Exception {
    heap.collectEach = Integer.MAX_VALUE;
    look(bounded, 500, 100);
    assertEquals(2000, heap.pauses);
    heap.roomAPause = MIB;
    look(bounded, 500, 200);
    assertEquals(2025, heap.pauses);
    assertEquals(2, heap.histograms);
  }

  @Test
  void theWaitTakesAQuarterOfTheTimeLeft() throws Exception {
    heap.collectEach = Integer.MAX_VALUE;
    secondsLeft = 4;
    look(bounded, 100, 100);
    assertEquals(200, heap.pauses, "one second");
    collector = "ZGC Cycles"; // 48 MiB
    room = 60 * MIB;
    secondsLeft = 10;
    look(bounded, 100, 200);
    assertEquals(400, heap.pauses, "one more, until six of 60 MiB have gone");
  }

  @Test
  void theWaitLeavesTheHeadroomThatTheHistogramNeeds() throws Exception {
    collector = "ZGC Cycles"; // 48 MiB
    room = 60 * MIB;
    heap.collectEach = Integer.MAX_VALUE;
    heap.roomAPause = MIB;
    assertNotNull(look(bounded, 100, 100));
    assertEquals(6, heap.pauses);
  }

  @Test
  void theHeadroomIsCheckedAgainAfterTheWait() throws Exception {
    room = 10 * MIB;
    heap.collectEach = Integer.MAX_VALUE;
    heap.roomAPause = 5 * MIB;
    assertNull(look(bounded, 500, 100));
    assertEquals(0, heap.histograms);
  }

  @Test
  void aLongPauseIsLeftOutUnlessItIsAllowed() throws Exception {
    assertNotNull(look(bounded, 853, 1));
    assertNull(look(look(true), 854, 2));
    assertNotNull(look(unbounded, 854, 3));
    collector = "Shenandoah Pauses";
    assertNull(look(look(true), 683, 4));
    assertNotNull(look(look(true), 682, 5));
    collector = "ZGC Major Pauses";
    assertNull(look(look(true), 342, 6));
    assertNotNull(look(look(true), 341, 7));
  }

  @Test
  void theNextPauseIsEstimatedFromTheLast() throws Exception {
    assertNotNull(look(bounded, 100, 1)); // 200 ms for 100 MiB
    heap.text = NOW;
    assertNull(look(bounded, 251, 2));
    assertNotNull(look(bounded, 249, 3));
  }

  @Test
  void theEstimatedPauseIsAtLeastHalfOfTheUsual() throws Exception {
    heap.max = 4096 * MIB;
    HeapLook look = look(true);
    heap.histogramNanos = 1_000_000;
    look(look, 853, 1);
    look(look, 1708, 2); // beyond 500 ms at half of the pace
    assertEquals(1, heap.histograms);
    look(look, 1706, 3);
    assertEquals(2, heap.histograms);
  }

  @Test
  void theHeapAfterTheCollectionDecides() throws Exception {
    heap.usedAfterCollection = 853 * MIB;
    assertNotNull(look(look(true), 1000, 1));
    heap.usedAfterCollection = 854 * MIB;
    assertNull(look(look(true), 800, 2));
    assertEquals(1, heap.histograms);
  }

  @Test
  void aCpuQuotaMakesTheEstimatedPauseLonger() throws Exception {
    heap.processorShare = 0.25;
    assertNull(look(look(true), 214, 1));
    assertNotNull(look(look(true), 213, 2));
  }

  @Test
  void thereIsNoHistogramOfAHeapInSwap() throws Exception {
    swapped = 10 * MIB + 1;
    assertNull(look(unbounded, 160, 1));
    swapped = 10 * MIB;
    assertNotNull(look(unbounded, 160, 2));
  }

  @Test
  void theJavaHeapMustHaveFreeSpaceForTheText() throws Exception {
    heap.max = 100 * MIB;
    classes = 4096 * 2;
    assertNotNull(look(look(false), 90, 1));
    assertNull(look(look(false), 91, 2));
    heap.usedAfterCollection = 90 * MIB;
    assertNotNull(look(look(false), 91, 3));
  }

  @Test
  void thereIsNoHistogramWithoutTheHeadroomThatTheCollectorNeeds() throws Exception {
    room = 8 * MIB - 1;
    assertNull(look(unbounded, 100, 1));
    room = 8 * MIB;
    assertNotNull(look(unbounded, 100, 2));
    for (String concurrent : new String[] {"Shenandoah Cycles", "ZGC Cycles"}) {
      collector = concurrent;
      room = (16 + 1024 / 32) * MIB - 1;
      assertNull(look(unbounded, 100, 3), concurrent);
      room++;
      assertNotNull(look(look(false), 100, 4), concurrent);
    }
  }

  @Test
  void manyClassesNeedMoreHeadroom() throws Exception {
    classes = 20_001;
    room = 24 * MIB - 1;
    assertNull(look(unbounded, 100, 1));
    room = 24 * MIB;
    assertNotNull(look(unbounded, 100, 2));
  }

  @Test
  void theRemarkHasWhyAHistogramWasLeftOut() throws Exception {
    String why = "no histogram of the Java heap for the cause: ";
    look(bounded, 1023, 1);
    assertEquals(why + "it needs 9.2 MiB of free Java heap, 1.0 MiB are left", bounded.remark());
    look(bounded, 1000, 2);
    assertEquals(
        why + "it would stop the application for 586 ms, headroom.cause=auto allows 500 ms",
        bounded.remark());
    swapped = 40 * MIB;
    look(bounded, 160, 3);
    assertEquals(
        why + "40.0 MiB of the process are in swap, more than a 16th of the 160 MiB in use",
        bounded.remark());
    room = 7 * MIB;
    look(bounded, 100, 4);
    assertEquals(why + "it needs 8.0 MiB of headroom, 7.0 MiB are left", bounded.remark());
    room = 8 * MIB;
    swapped = 0;
    look(bounded, 100, 5);
    assertNull(bounded.remark());
  }

  @Test
  void aTextThatIsNoHistogramGivesNoFinding() throws Exception {
    for (String text :
        new String[] {"", "\n\n", "GC.class_histogram: no", "  1: x y z", "1:", ":"}) {
      heap.text = text;
      assertNull(look(bounded, 100, 1), text);
    }
  }
}
