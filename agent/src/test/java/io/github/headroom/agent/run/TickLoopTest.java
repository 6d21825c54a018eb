package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TickLoopTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a tick that is still ahead stays,         90, 100, 10, 100",
    "a tick that is due gives the next,        100, 100, 10, 110",
    "a tick that is a little late as well,     109, 100, 10, 110",
    "a tick that is one interval late,         110, 100, 10, 120",
    "late ticks are skipped and the beat kept, 157, 100, 10, 160",
    "a negative clock,                         -95, -100, 10, -90",
    "across nought,                            5, -10, 10, 10",
    "the clock wraps around,                   -9223372036854775805, 9223372036854775800, 10, -9223372036854775796",
    "late across the wrap,                     -9223372036854775790, 9223372036854775800, 10, -9223372036854775786",
    "ahead across the wrap,                    9223372036854775800, -9223372036854775800, 10, -9223372036854775800",
  })
  void theNextTick(String which, long now, long due, long interval, long expected) {
    assertEquals(expected, TickLoop.after(now, due, interval), which);
  }

  @ParameterizedTest
  @CsvSource({"0", "9223372036854775807", "-9223372036854775808", "-1"})
  void theNextTickLiesAheadByAnIntervalAtMost(long due) {
    for (long late = 0; late < 35; late++) {
      long now = due + late;
      long ahead = TickLoop.after(now, due, 10) - now;
      assertTrue(ahead > 0 && ahead <= 10, () -> ahead + " ahead");
    }
  }
}
