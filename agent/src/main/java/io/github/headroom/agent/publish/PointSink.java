package io.github.headroom.agent.publish;

/**
 * Takes the points of one sample one after another, those of one metric together. Attributes are
 * given as key, value, key, value: values are String or Boolean.
 */
public interface PointSink {

  void whole(Metric metric, long value, Object... attributes);

  void real(Metric metric, double value, Object... attributes);
}
