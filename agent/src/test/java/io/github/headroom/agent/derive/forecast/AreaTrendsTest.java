package io.github.headroom.agent.derive.forecast;

import static io.github.headroom.agent.derive.forecast.MemoryArea.DIRECT_BUFFERS;
import static io.github.headroom.agent.derive.forecast.MemoryArea.JAVA_HEAP;
import static io.github.headroom.agent.derive.forecast.MemoryArea.METASPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class AreaTrendsTest {

  private final AreaTrends trends = new AreaTrends();
  private final Tick tick = new Tick();

  /** Ten full ticks, ten seconds apart, of areas that grow by 10 and 30 bytes a second. */
  private void grow(long ceilingOfDirect) {
    for (int i = 0; i < 10; i++) {
      tick.begin(i * 10, true);
      tick.area(METASPACE, 1000 + i * 100L);
      tick.area(DIRECT_BUFFERS, 2000 + i * 300L, ceilingOfDirect);
      trends.add(tick);
    }
  }

  @Test
  void theFastestIsWhoGrowsMost() {
    grow(1_000_000);
    trends.look(90, 90, 40);
    assertEquals(DIRECT_BUFFERS, trends.fastest());
    assertEquals(30, trends.rate(DIRECT_BUFFERS), 1e-9);
  }

  @Test
  void whatIsForgottenIsNoGrowth() {
    grow(1_000_000);
    trends.forget(DIRECT_BUFFERS);
    trends.look(90, 90, 10);
    assertEquals(0, trends.rate(DIRECT_BUFFERS));
    assertEquals(METASPACE, trends.fastest());
  }

  @Test
  void nobodyGrowsWhereNothingIsKnown() {
    trends.look(90, 90, 40);
    assertNull(trends.fastest());
  }

  @Test
  void theyGrowTogether() {
    grow(1_000_000);
    trends.look(90, 90, 40);
    assertEquals(100, trends.secondsUntil(4000), 1e-9);
  }

  @Test
  void anAreaGrowsToItsCeilingOnly() {
    grow(4700 + 600); // for 20 s more
    trends.look(90, 90, 40);
    assertEquals(20 + (1000 - 20 * 40) / 10.0, trends.secondsUntil(1000), 1e-9);
  }

  @Test
  void ceilingsCanComeFirst() {
    for (int i = 0; i < 10; i++) {
      tick.begin(i * 10, true);
      tick.area(DIRECT_BUFFERS, 2000 + i * 300L, 5000);
      trends.add(tick);
    }
    trends.look(90, 90, 30);
    assertEquals(Double.POSITIVE_INFINITY, trends.secondsUntil(1000));
  }

  @Test
  void growthOfNoAreaHasNoCeiling() {
    trends.look(90, 90, 40);
    assertEquals(25, trends.secondsUntil(1000), 1e-9);
  }

  @Test
  void aHeapWhoseLiveSetStaysFillsNoMoreThanIsCommitted() {
    for (int i = 0; i < 10; i++) {
      tick.begin(i * 10, true);
      tick.area(JAVA_HEAP, 2000 + i * 300L, 1_000_000);
      tick.heap(1500, 5000);
      trends.add(tick);
    }
    trends.look(90, 90, 30);
    assertEquals(10, trends.secondsUntil(300), 1e-9);
    assertEquals(Double.POSITIVE_INFINITY, trends.secondsUntil(301));
  }

  @Test
  void aHeapWhoseLiveSetGrowsCanFillAllThatXmxAllows() {
    for (int i = 0; i < 10; i++) {
      tick.begin(i * 10, true);
      tick.area(JAVA_HEAP, 2000 + i * 300L, 1_000_000);
      tick.heap(1500 + i * 200L, 5000);
      trends.add(tick);
    }
    trends.look(90, 90, 30);
    assertEquals(1000, trends.secondsUntil(30_000), 1e-9);
  }

  @Test
  void anAreaThatIsSometimesUnknownIsLeftOut() {
    for (int i = 0; i < 10; i++) {
      tick.begin(i * 10, true);
      if (i == 9) {
        tick.area(METASPACE, 1000);
      }
      trends.add(tick);
    }
    trends.look(90, 90, 30);
    assertNull(trends.fastest());
  }

  @Test
  void whatEachNightAddsIsSeenWhileTheNightAddsIt() {
    int night = 8640; // full ticks of a day
    for (int i = 0; i <= 4 * night + night / 2; i++) {
      tick.begin(i * 10, true);
      tick.area(METASPACE, 1000 + 86_400L * (i / night)); // at the same time of each day
      trends.add(tick);
      if (i > 4 * night && (i < 4 * night + 20 || i % 97 == 0)) {
        trends.lookAtDays(i * 10, 1);
        assertEquals(METASPACE, trends.fastest(), "tick " + i);
        assertEquals(1, trends.rate(METASPACE), 1e-9);
      }
    }
  }

  @Test
  void hoursAgoAreKeptInFewerBuckets() {
    for (int i = 0; i < 2000; i++) {
      tick.begin(i * 10, true);
      tick.area(METASPACE, 1000 + i * 100L);
      trends.add(tick);
    }
    trends.look(19_990, 18_000, 10);
    assertEquals(10, trends.rate(METASPACE), 0.1);
  }

  @Test
  void hoursAgoAreKnownThoughSomeTicksWereNot() {
    for (int i = 0; i < 2000; i++) {
      tick.begin(i * 10, true);
      if (i % 100 != 7) {
        tick.area(METASPACE, 1000 + i * 100L);
      }
      trends.add(tick);
    }
    trends.look(19_990, 18_000, 10);
    assertEquals(10, trends.rate(METASPACE), 0.1);
  }
}
