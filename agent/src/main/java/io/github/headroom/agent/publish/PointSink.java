package io.github.headroom.agent.publish;

/**
 * Receives the points of one sample, those of one metric in sequence. Attributes are key, value,
 * key, value. A value is a String or a Boolean.
 */
public interface PointSink {

  void whole(Metric metric, long value, Object... attributes);

  void real(Metric metric, double value, Object... attributes);
}
