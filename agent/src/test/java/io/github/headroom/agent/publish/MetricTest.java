package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {

  @Test
  void noNameIsThereTwice() {
    Set<String> names = new HashSet<>();
    for (Metric metric : Metric.values()) {
      assertTrue(names.add(metric.metricName()), metric::metricName);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNameIsLowerCaseWordsBetweenDots(Metric metric) {
    assertTrue(metric.metricName().matches("[a-z]+(\\.[a-z]+(_[a-z]+)*)+"), metric::metricName);
  }

  @ParameterizedTest
  @EnumSource
  void aUnitIsOneOfBytesSecondsFractionsAndThings(Metric metric) {
    assertTrue(metric.unit().matches("By|s|1|\\{[a-z]+}"), metric::unit);
  }

  @ParameterizedTest
  @EnumSource
  void anyMemoryMetricIsInBytesUnlessItsLastWordNamesAUnit(Metric metric) {
    String name = metric.metricName();
    if (name.contains(".memory.")
        && !name.endsWith(".utilization")
        && !name.endsWith(".events")
        && !name.endsWith(".time")) {
      assertEquals("By", metric.unit());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aShareIsAFraction(Metric metric) {
    if (metric.metricName().endsWith(".utilization")) {
      assertEquals("1", metric.unit());
    }
  }

  @ParameterizedTest
  @EnumSource
  void descriptionAndSourceAreThere(Metric metric) {
    assertTrue(metric.description().endsWith("."), metric::description);
    assertFalse(metric.source().isBlank());
  }
}
