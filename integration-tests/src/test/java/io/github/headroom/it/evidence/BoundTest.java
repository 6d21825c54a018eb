package io.github.headroom.it.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundTest {

  private static final double MIB = 1 << 20;

  private static final Map<String, Double> SWAP_LEFT =
      Map.of(
          "headroom.container.memory.swap.limit", 48 * MIB,
          "headroom.container.memory.swap", 36 * MIB);

  private static final Map<String, Double> NO_SWAP_LEFT =
      Map.of(
          "headroom.container.memory.swap.limit", 48 * MIB,
          "headroom.container.memory.swap", 48 * MIB);

  @Test
  void whatWasLeftOfTheSwapMayHaveLeftResidentMemory() throws IOException {
    assertEquals(12 * MIB, more("container.memory.rss").less());
    assertEquals(0, more("container.memory.rss").more());
  }

  @Test
  void whatWasLeftOfTheSwapMayHaveComeToIt() throws IOException {
    assertEquals(12 * MIB, more("headroom.container.memory.swap").more());
    assertEquals(12 * MIB, more("headroom.container.memory.writeback").more());
    assertEquals(0, more("headroom.container.memory.swap").less());
  }

  @Test
  void theSumOfBothIsAllowedNothingForIt() throws IOException {
    assertEquals(0, more("headroom.container.memory.rss_swap").less());
    assertEquals(0, more("headroom.container.memory.rss_swap").more());
  }

  /** What is allowed on top, with swap left against none left. */
  private static Bound more(String figure) throws IOException {
    RecordedScene scene = Evidence.read(Captured.original("6.1-v2-swap-full-killed")).scene();
    Bound without = Bound.of(scene, figure, NO_SWAP_LEFT, 0.2);
    Bound with = Bound.of(scene, figure, SWAP_LEFT, 0.2);
    return new Bound(with.less() - without.less(), with.more() - without.more(), with.why());
  }
}
