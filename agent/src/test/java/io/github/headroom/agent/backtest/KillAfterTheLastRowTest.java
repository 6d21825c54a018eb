package io.github.headroom.agent.backtest;

import static io.github.headroom.agent.backtest.ReadHistory.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A store's answer: usage ends with the container, its count of kills goes on. */
class KillAfterTheLastRowTest {

  @Test
  void aCountThatRisesAfterTheLastUsageEndsTheLifeKilled() throws Exception {
    ReadHistory read = read("30,0", "60,0", "90,1");
    assertEquals(List.of("killed"), read.ends());
    assertEquals(3, read.lives().get(0).rows);
    assertEquals(60, read.lives().get(0).last - 1_790_000_000);
  }

  @Test
  void atTheSameTimeAsTheLastUsageItIsTheSame() throws Exception {
    assertEquals(List.of("killed"), read("30,0", "60,1").ends());
  }

  @Test
  void aRiseThatComesLaterIsOfAnotherContainer() throws Exception {
    assertEquals(List.of("no_kill"), read("30,0", "60,0", "300,0", "361,1").ends());
  }

  @Test
  void aCountThatDoesNotRiseIsNoKill() throws Exception {
    assertEquals(List.of("no_kill"), read("30,2", "60,2", "90,2").ends());
  }

  @Test
  void aCountOfAnotherPodIsNone() throws Exception {
    ReadHistory read =
        ReadHistory.of(memory() + line("container_oom_events_total", "b", "60,0", "90,1"));
    assertEquals(List.of("unknown"), read.ends());
  }

  private static ReadHistory read(String... counts) throws Exception {
    return ReadHistory.of(memory() + line("container_oom_events_total", "a", counts));
  }

  private static String memory() {
    String[] usage = new String[3];
    String[] cache = new String[3];
    String[] limit = new String[3];
    for (int i = 0; i < 3; i++) {
      usage[i] = 30 * i + "," + 100 * MIB;
      cache[i] = 30 * i + "," + 10 * MIB;
      limit[i] = 30 * i + "," + 1000 * MIB;
    }
    return line("container_memory_usage_bytes", "a", usage)
        + line("container_memory_cache", "a", cache)
        + line("container_spec_memory_limit_bytes", "a", limit);
  }

  /** Points are of seconds since the first and of a value. */
  private static String line(String metric, String pod, String... points) {
    StringBuilder values = new StringBuilder();
    StringBuilder times = new StringBuilder();
    for (String point : points) {
      String[] parts = point.split(",", 0);
      times
          .append(times.length() == 0 ? "" : ",")
          .append(1_790_000_000L + Long.parseLong(parts[0]));
      values.append(values.length() == 0 ? "" : ",").append(parts[1]);
    }
    return String.format(
        Locale.ROOT,
        "{\"metric\":{\"__name__\":\"%s\",\"pod\":\"%s\"},\"values\":[%s],\"timestamps\":[%s]}%n",
        metric,
        pod,
        values,
        times);
  }
}
