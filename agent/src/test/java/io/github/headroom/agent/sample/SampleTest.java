package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SampleTest {

  @Test
  void aCopyHoldsEverything() {
    Sample copy = new Sample();
    copy.copyFrom(SampleBuilder.everythingKnown());
    long expected = 0;
    for (Field field : Field.values()) {
      expected += 1000;
      String text = field == Field.OTHER_PROCESSES ? "1" : Long.toString(expected);
      assertEquals(text, SampleBuilder.valueOf(copy, field), field::toString);
    }
    assertEquals("G1 Eden Space", copy.heapPools().name(0));
    assertEquals("Metaspace", copy.otherPools().name(0));
    assertEquals("direct", copy.buffers().name(0));
    assertEquals("G1 Young Generation", copy.collectors().name(0));
    assertEquals("Java Heap", copy.nativeMemory().name(0));
    assertEquals("/sys/fs/cgroup/pod", copy.ancestors().name(0));
    assertEquals("77", copy.otherProcesses().name(0));
    assertEquals(1_700_000_000_000L, copy.epochMillis());
    assertEquals(250_000, copy.durationNanos());
  }

  @Test
  void aCopyIsNotTouchedByThePassAfterIt() {
    Sample sample = SampleBuilder.everythingKnown();
    Sample copy = new Sample();
    copy.copyFrom(sample);
    sample.clearCgroup();
    sample.clearJvm();
    assertEquals("1000", SampleBuilder.valueOf(copy, Field.USAGE));
    assertEquals(1, copy.heapPools().size());
  }

  @Test
  void clearingTheCgroupLeavesTheProcessAndTheMachine() {
    Sample sample = SampleBuilder.everythingKnown();
    sample.clearCgroup();
    for (Field field : Field.values()) {
      boolean ofTheCgroup = field.compareTo(Field.VM_SIZE) < 0;
      assertEquals(ofTheCgroup ? State.ABSENT : State.KNOWN, sample.state(field), field::toString);
    }
    assertEquals(0, sample.ancestors().size());
  }
}
