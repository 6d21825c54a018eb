package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against the beans of the JVM that runs the test. */
class JvmBeansTest {

  private final Sample sample = new Sample();

  @Test
  void everyPoolIsThereAndHeapPoolsAreApart() {
    new JvmBeans(new PlatformBeans()).read(sample);
    List<String> expected = new ArrayList<>();
    ManagementFactory.getMemoryPoolMXBeans().forEach(pool -> expected.add(pool.getName()));
    List<String> found = new ArrayList<>();
    for (int i = 0; i < sample.heapPools().size(); i++) {
      found.add(sample.heapPools().name(i));
    }
    for (int i = 0; i < sample.otherPools().size(); i++) {
      found.add(sample.otherPools().name(i));
    }
    assertEquals(expected.stream().sorted().toList(), found.stream().sorted().toList());
    assertTrue(found.contains("Metaspace"));
  }

  @Test
  void metaspaceWithoutALimitHasNone() {
    new JvmBeans(new PlatformBeans()).read(sample);
    for (int i = 0; i < sample.otherPools().size(); i++) {
      if (sample.otherPools().name(i).equals("Metaspace")) {
        assertEquals(State.ABSENT, sample.otherPools().state(i, Sample.POOL_LIMIT));
        assertEquals(State.KNOWN, sample.otherPools().state(i, Sample.POOL_USED));
      }
    }
  }

  @Test
  void afterACollectionTheHeapPoolsKnowWhatItLeft() {
    System.gc();
    new JvmBeans(new PlatformBeans()).read(sample);
    boolean known = false;
    for (int i = 0; i < sample.heapPools().size(); i++) {
      known |= sample.heapPools().known(i, Sample.POOL_USED_AFTER_LAST_GC);
    }
    assertTrue(known);
  }

  @Test
  void directBuffersAreCounted() {
    java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocateDirect(12345);
    new JvmBeans(new PlatformBeans()).read(sample);
    int direct = 0;
    while (!sample.buffers().name(direct).equals("direct")) {
      direct++;
    }
    assertTrue(sample.buffers().value(direct, Sample.BUFFER_USED) >= buffer.capacity());
    assertTrue(sample.buffers().value(direct, Sample.BUFFER_CAPACITY) >= buffer.capacity());
    assertTrue(sample.buffers().value(direct, Sample.BUFFER_COUNT) >= 1);
  }

  @Test
  void threadsAreDaemonsOrNot() {
    new JvmBeans(new PlatformBeans()).read(sample);
    assertTrue(sample.value(Field.THREADS_DAEMON) > 0);
    assertTrue(sample.value(Field.THREADS_NON_DAEMON) > 0);
    assertTrue(sample.value(Field.CLASSES) > 100);
  }

  @Test
  void aSecondReadReplacesTheRowsOfTheFirst() {
    JvmBeans beans = new JvmBeans(new PlatformBeans());
    beans.read(sample);
    int pools = sample.heapPools().size();
    beans.read(sample);
    assertEquals(pools, sample.heapPools().size());
  }

  @Test
  void theHeapIsThatOfRuntime() {
    new HeapSource().read(sample);
    assertEquals(Runtime.getRuntime().maxMemory(), sample.value(Field.HEAP_MAX));
    assertTrue(sample.value(Field.HEAP_USED) > 0);
    assertTrue(sample.value(Field.HEAP_USED) <= sample.value(Field.HEAP_COMMITTED));
  }
}
