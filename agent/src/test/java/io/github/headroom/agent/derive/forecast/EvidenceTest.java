package io.github.headroom.agent.derive.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTest {

  private static final double HOUR = 3600;
  private static final double DAY = 24 * HOUR;
  private static final double MIB = 1 << 20;

  private static String growing(double low, double high) {
    return Evidence.growing(MemoryArea.METASPACE, 2 * MIB, 300, 100 * MIB, low, high);
  }

  @Test
  void timesAreInSecondsMinutesOrHours() {
    assertEquals("119 s", Evidence.time(119));
    assertEquals("2 min", Evidence.time(120));
    assertEquals("2 h", Evidence.time(2 * HOUR));
    assertEquals("336 h", Evidence.time(14 * DAY));
  }

  @ParameterizedTest
  @ValueSource(doubles = {15 * DAY, 1e12, Double.MAX_VALUE, Double.POSITIVE_INFINITY})
  void aTimeFurtherAheadThanIsLookedIsNoNumber(double seconds) {
    assertEquals("more than 14 days", Evidence.time(seconds));
  }

  @Test
  void theLatestTimeCanBeOpen() {
    String evidence = growing(60 * HOUR, Double.POSITIVE_INFINITY);
    assertTrue(evidence.endsWith("; OOM kill expected in 60 h to more than 14 days"), evidence);
  }

  @Test
  void bothTimesThatAreOpenAreOne() {
    String evidence = growing(20 * DAY, Double.POSITIVE_INFINITY);
    assertTrue(evidence.endsWith("; OOM kill expected in more than 14 days"), evidence);
  }
}
