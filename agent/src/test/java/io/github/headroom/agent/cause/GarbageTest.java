package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes are MiB here: nothing depends on it. */
class GarbageTest {

  private final Garbage garbage = new Garbage();
  private long collections;
  private long used = 20;

  /** The heap as it is now. */
  private final class Now implements Heap {

    @Override
    public long collections() {
      return collections;
    }

    @Override
    public long used() {
      return used;
    }

    @Override
    public double processorShare() {
      return 1;
    }

    @Override
    public long max() {
      return 1000;
    }

    @Override
    public String histogram() {
      throw new AssertionError("no histogram is needed");
    }

    @Override
    public void pause() {}

    @Override
    public long nanos() {
      return 0;
    }
  }

  private void allocate(long bytes) {
    used += bytes;
    garbage.add(collections, used);
  }

  private void collect(long returned) {
    collections++;
    used -= returned;
    garbage.add(collections, used);
  }

  private long leastBytes() {
    return garbage.leastBytes(new Now());
  }

  /** Five collections, 100 allocated before each. */
  @ParameterizedTest
  @CsvSource({"100, 60", "50, 30", "25, 15", "0, 0"})
  void theEstimateIsTheShareOfAllocationsThatCollectionsReturn(long returned, long expected) {
    allocate(0);
    for (int i = 0; i < 5; i++) {
      allocate(100);
      collect(returned);
    }
    allocate(60);
    assertEquals(expected, leastBytes());
  }

  @Test
  void thereIsNoEstimateBeforeTwoCollectionsInARow() {
    allocate(0);
    for (int i = 0; i < 2; i++) {
      allocate(100);
      collect(100);
    }
    allocate(60);
    assertEquals(0, leastBytes());
    collect(60);
    allocate(60);
    assertEquals(60, leastBytes());
  }

  @Test
  void oneUnusualCollectionDoesNotChangeTheEstimate() {
    allocate(0);
    for (int returned : new int[] {50, 50, 50, 100, 50, 50, 50}) {
      allocate(100);
      collect(returned);
    }
    allocate(60);
    assertEquals(30, leastBytes());
  }

  @Test
  void aNewLeakLowersTheEstimateAtOnce() {
    allocate(0);
    for (int i = 0; i < 8; i++) {
      allocate(100);
      collect(100);
    }
    allocate(100);
    collect(0);
    allocate(60);
    assertEquals(0, leastBytes());
  }

  @Test
  void onlyTheLastEightCollectionsCount() {
    allocate(0);
    for (int i = 0; i < 8; i++) {
      allocate(100);
      collect(0);
    }
    for (int i = 0; i < 5; i++) {
      allocate(100);
      collect(100);
    }
    allocate(60);
    assertEquals(60, leastBytes());
  }

  @Test
  void theEstimateIsAtMostWhatWasAllocated() {
    allocate(500);
    for (int i = 0; i < 4; i++) {
      collect(150);
      allocate(100);
    }
    assertEquals(100, leastBytes());
  }

  @Test
  void severalCollectionsBetweenTwoTicksAreIgnored() {
    allocate(0);
    for (int i = 0; i < 5; i++) {
      allocate(100);
      collections++;
      collect(100);
    }
    allocate(60);
    assertEquals(0, leastBytes());
  }

  @Test
  void thereIsNoEstimateAfterACollectionSinceTheLastTick() {
    theEstimateIsTheShareOfAllocationsThatCollectionsReturn(100, 60);
    collections++;
    assertEquals(0, leastBytes());
  }

  @Test
  void pausesAndConcurrentCyclesAreNotCounted() {
    List<GarbageCollectorMXBean> beans =
        List.of(
            bean("G1 Young Generation", 1),
            bean("G1 Old Generation", 10),
            bean("G1 Concurrent GC", 100),
            bean("Shenandoah Pauses", 1000),
            bean("Shenandoah Cycles", 10_000),
            bean("not counted", -1));
    assertEquals(10_011, Garbage.collections(beans));
  }

  @Test
  void thereIsNoEstimateForShenandoah() {
    List<GarbageCollectorMXBean> g1 =
        List.of(bean("G1 Young Generation", 1), bean("G1 Old Generation", 10));
    assertEquals(g1, Garbage.predictable(g1));
    assertEquals(
        List.of(),
        Garbage.predictable(List.of(bean("Shenandoah Pauses", 8), bean("Shenandoah Cycles", 2))));
  }

  @Test
  void thereIsNoEstimateAtTheFirstTick() {
    garbage.tick();
    collections = Garbage.collections(ManagementFactory.getGarbageCollectorMXBeans());
    used = Runtime.getRuntime().maxMemory();
    assertEquals(0, leastBytes());
  }

  private static GarbageCollectorMXBean bean(String name, long count) {
    return (GarbageCollectorMXBean)
        Proxy.newProxyInstance(
            GarbageTest.class.getClassLoader(),
            new Class<?>[] {GarbageCollectorMXBean.class},
            (proxy, method, arguments) ->
                method.getName().equals("getName") ? name : (Object) count);
  }
}
