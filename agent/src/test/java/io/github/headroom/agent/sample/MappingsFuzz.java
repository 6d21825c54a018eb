package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.fuzz.Allocated;

/** /proc/self/maps: every range has a size, and no area is larger than what was read. */
public final class MappingsFuzz {

  private MappingsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    Allocated.bounded(
        () -> {
          Mappings mappings = new Mappings(4096, 1 << 20);
          mappings.heapRange(0xf0000000L, 0x100000000L);
          int taken = mappings.take(input, input.length);
          assertTrue(taken <= input.length && (taken == 0 || input[taken - 1] == '\n'));
          assertTrue(mappings.lines() <= taken);
          check(mappings.heap);
          check(mappings.code);
          check(mappings.stacks);
          check(mappings.copies);
          check(mappings.tables);
          for (int i = 0; i < mappings.heap.size(); i++) {
            assertTrue(mappings.heap.start(i) >= 0xf0000000L);
            assertTrue(mappings.heap.end(i) <= 0x100000000L);
          }
        });
  }

  private static void check(Ranges ranges) {
    for (int i = 0; i < ranges.size(); i++) {
      assertTrue(ranges.start(i) >= 0 && ranges.start(i) < ranges.end(i));
    }
  }
}
