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

  /** Each histogram takes 200 ms, each pause 5 ms; every tenth pause there is a collection. */
  private final class FakeHeap implements Heap {

    private String text = BEFORE;
    private int histograms;
    private int pauses;
    private int collectEach = 10;
    private long collectionsBefore;
    private long roomAPause;
    private long nanos;
    private long used;

    @Override
    public long used() {
      return used;
    }

    @Override
    public long collections() {
      return collectionsBefore + pauses / collectEach;
    }

    @Override
    public long max() {
      return 1024 * MIB;
    }

    @Override
    public String histogram() {
      histograms++;
      nanos += 200_000_000;
      return text;
    }

    @Override
    public void pause() {
      pauses++;
      nanos += 5_000_000;
      room -= roomAPause;
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
    return new HeapLook(heap, () -> room, pausesAreBounded, garbage);
  }

  private Sample used(long mebibytes) {
    return new SampleBuilder()
        .heapPool("G1 Old Gen", mebibytes * MIB)
        .collector(collector, 1, 1)
        .with(Field.CLASSES, classes)
        .build();
  }

  private Finding look(HeapLook look, long mebibytes, double clock) throws Exception {
    Sample sample = used(mebibytes);
    return look.look(sample, sample, 1, clock);
  }

  @Test
  void theFirstLookNamesTheLargestClassThatIsNotTheJdks() throws Exception {
    Finding found = look(bounded, 500, 100);
    assertEquals(
        "java_heap: com.shop.Session 12,400 objects, 1.2 MiB; most bytes: [B 50.0 MiB"
            + " (stopped for 200 ms)",
        found.sentence());
    assertNull(found.change());
  }

  @Test
  void theSecondNamesTheClassThatGrew() throws Exception {
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
  void garbageSinceTheLastCollectionIsInTheSentence() throws Exception {
    heap.collectEach = Integer.MAX_VALUE;
    threeCollectionsThatKeepNothing();
    heap.used = 400 * MIB;
    Finding found = look(bounded, 500, 100);
    assertEquals(
        "java_heap: com.shop.Session 12,400 objects, 1.2 MiB; most bytes: [B 50.0 MiB"
            + " (stopped for 200 ms); at least 380 MiB is garbage that one collection returns",
        found.sentence());
  }

  @Test
  void littleGarbageOrNoSpaceForTheWholeFigureLeavesItOut() throws Exception {
    heap.collectEach = Integer.MAX_VALUE;
    threeCollectionsThatKeepNothing();
    heap.used = 28 * MIB - 1;
    assertFalse(look(look(true), 500, 100).sentence().contains("garbage"));
    heap.used = 28 * MIB;
    assertTrue(look(look(true), 500, 100).sentence().contains("at least 8 MiB is garbage"));
    heap.text = NOW.replace("com.shop.Session", "com." + "shop.".repeat(14) + "Session");
    assertFalse(look(look(true), 500, 100).sentence().contains("garbage"));
  }

  private void threeCollectionsThatKeepNothing() {
    garbage.take(0, 20 * MIB);
    for (int collection = 1; collection <= 3; collection++) {
      garbage.take(collection, 20 * MIB);
      garbage.take(collection, 120 * MIB);
    }
    heap.collectionsBefore = 3;
  }

  @Test
  void aLookComesRightAfterACollection() throws Exception {
    look(bounded, 500, 100);
    assertEquals(10, heap.pauses);
  }

  @Test
  void withoutACollectionItLooksAfterTenSecondsOrWhenAQuarterOfTheRoomHasGone() throws Exception {
    heap.collectEach = Integer.MAX_VALUE;
    look(bounded, 500, 100);
    assertEquals(2000, heap.pauses);
    heap.roomAPause = MIB;
    look(bounded, 500, 200);
    assertEquals(2025, heap.pauses);
    assertEquals(2, heap.histograms);
  }

  @Test
  void roomThatHasGoneWhileItWaitedIsSeen() throws Exception {
    room = 10 * MIB;
    heap.collectEach = Integer.MAX_VALUE;
    heap.roomAPause = 5 * MIB;
    assertNull(look(bounded, 500, 100));
    assertEquals(0, heap.histograms);
  }

  @Test
  void aPauseOfMoreThanHalfASecondIsLeftOutUnlessItIsWanted() throws Exception {
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
  void thePaceOfTheLastLookDecidesTheNext() throws Exception {
    assertNotNull(look(bounded, 100, 1)); // 200 ms for 100 MiB
    heap.text = NOW;
    assertNull(look(bounded, 251, 2));
    assertNotNull(look(bounded, 249, 3));
  }

  @Test
  void withoutTheRoomThatTheCollectorTakesNothingIsLookedAt() throws Exception {
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
  void manyClassesNeedMoreRoom() throws Exception {
    classes = 20_001;
    room = 24 * MIB - 1;
    assertNull(look(unbounded, 100, 1));
    room = 24 * MIB;
    assertNotNull(look(unbounded, 100, 2));
  }

  @Test
  void aTextThatIsNoHistogramNamesNothing() throws Exception {
    for (String text :
        new String[] {"", "\n\n", "GC.class_histogram: no", "  1: x y z", "1:", ":"}) {
      heap.text = text;
      assertNull(look(bounded, 100, 1), text);
    }
  }
}
