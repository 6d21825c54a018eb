package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.sample.Sample;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the points: "name key=value key=value" to the number. */
final class RecordedPoints implements PointSink {

  final Map<String, Number> points = new LinkedHashMap<>();

  static RecordedPoints of(Sample sample) {
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    return of(sample, figures);
  }

  static RecordedPoints of(Sample sample, Figures figures) {
    return of(new Observation(sample, figures));
  }

  static RecordedPoints of(Observation of) {
    RecordedPoints recorded = new RecordedPoints();
    Metric.all(of, true, recorded);
    return recorded;
  }

  @Override
  public void whole(Metric metric, long value, Object... attributes) {
    if (isReal(metric)) {
      throw new AssertionError(metric + " is published as a whole number, its unit is real");
    }
    put(metric, value, attributes);
  }

  @Override
  public void real(Metric metric, double value, Object... attributes) {
    if (!isReal(metric)) {
      throw new AssertionError(metric + " is published as a real number, its unit is whole");
    }
    put(metric, value, attributes);
  }

  /** Bytes and counts are whole numbers. Fractions and seconds are real numbers. */
  private static boolean isReal(Metric metric) {
    return metric.unit().equals("1") || metric.unit().equals("s");
  }

  private void put(Metric metric, Number value, Object... attributes) {
    StringBuilder key = new StringBuilder(metric.metricName());
    for (int i = 0; i < attributes.length; i += 2) {
      key.append(' ').append(attributes[i]).append('=').append(attributes[i + 1]);
    }
    if (points.put(key.toString(), value) != null) {
      throw new AssertionError(key + " is published twice");
    }
  }
}
