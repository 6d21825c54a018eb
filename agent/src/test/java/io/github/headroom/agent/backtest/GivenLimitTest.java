package io.github.headroom.agent.backtest;

import static io.github.headroom.agent.backtest.ReadHistory.MIB;
import static io.github.headroom.agent.backtest.ReadHistory.csv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A known limit overrides a column without one. */
class GivenLimitTest {

  @ParameterizedTest(name = "a column limit of {0}")
  @ValueSource(strings = {"0", "max", "-1", "+Inf", "9223372036854771712"})
  void theOptionOverridesAColumnWithoutALimit(String none) throws Exception {
    String text = csv("usage,active_file,limit", "100,10,0").replace(",0\n", "," + none + "\n");
    ReadHistory read = ReadHistory.under(512.0 * MIB, text);
    assertEquals(512 * MIB, read.lives().get(0).leastLimit);
    assertFalse(read.lives().get(0).unlimited);
    assertEquals(List.of("422"), read.headroom());
  }

  @Test
  void theOptionHoldsAgainstAColumnThatHasAnotherLimit() throws Exception {
    String text = csv("usage,active_file,limit", "100,10,1000");
    assertEquals(List.of("422"), ReadHistory.under(512.0 * MIB, text).headroom());
  }

  @ParameterizedTest(name = "the metric without a limit is number {0}")
  @ValueSource(ints = {1, 2})
  void theOneOfTwoMetricsThatHasALimitCounts(int place) throws Exception {
    String none = line("container_spec_memory_limit_bytes", 0);
    String known = line("kube_pod_container_resource_limits_memory_bytes", 512 * MIB);
    ReadHistory read =
        ReadHistory.of(
            line("container_memory_usage_bytes", 100 * MIB)
                + line("container_memory_cache", 10 * MIB)
                + (place == 1 ? none + known : known + none));
    assertFalse(read.lives().get(0).unlimited);
    assertEquals(List.of("422"), read.headroom());
  }

  private static String line(String metric, long value) {
    return "{\"metric\":{\"__name__\":\""
        + metric
        + "\",\"pod\":\"a\"},\"values\":["
        + value
        + "],\"timestamps\":[1790000000000]}\n";
  }
}
