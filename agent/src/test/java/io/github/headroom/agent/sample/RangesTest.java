package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RangesTest {

  @Test
  void rangesThatTouchAreOne() {
    Ranges ranges = new Ranges(2);
    ranges.add(10, 20);
    ranges.add(20, 30);
    assertEquals(1, ranges.size());
    assertEquals(20, ranges.bytes());
  }

  @Test
  void anEventBeyondTheBoundIsOnlyCounted() {
    Ranges ranges = new Ranges(1);
    ranges.add(10, 20);
    ranges.add(30, 45);
    assertEquals(10, ranges.bytes());
    assertEquals(25, ranges.allBytes());
  }

  @Test
  void thousandsHaveRoom() {
    Ranges ranges = new Ranges();
    for (int i = 0; i < 10_000; i++) {
      ranges.add(2L * i, 2L * i + 1);
    }
    assertEquals(10_000, ranges.size());
    assertEquals(19_999, ranges.end(9_999));
    assertEquals(10_000, ranges.bytes());
  }

  @Test
  void anEmptyRangeIsNone() {
    Ranges ranges = new Ranges(1);
    ranges.add(10, 10);
    assertEquals(0, ranges.size());
  }
}
