package io.github.headroom.agent.publish;

import io.github.headroom.agent.transport.ProtobufWriter;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the points of one sample as OTLP's ExportMetricsServiceRequest (opentelemetry-proto,
 * collector/metrics/v1 and metrics/v1), all with the time of the sample. The numbers are those of
 * its fields.
 *
 * <p>OpenTelemetry's SDK would make the same bytes (OtlpPointsTest) and load 120 classes for them.
 * Its data model and its marshallers would be made anew for each export.
 */
final class OtlpPoints implements PointSink {

  private static final int GAUGE = 5;
  private static final int SUM = 7;
  private static final int DELTA = 1;
  private static final int CUMULATIVE = 2;

  private final ProtobufWriter resource;
  private final ProtobufWriter scope = new ProtobufWriter();
  private final CounterHistory history;

  /** Name, description and unit of each metric, encoded when it is first sent, by its ordinal. */
  private final byte[][] descriptions = new byte[Metric.values().length][];

  private final ProtobufWriter metrics = new ProtobufWriter();
  private final ProtobufWriter data = new ProtobufWriter();
  private final ProtobufWriter point = new ProtobufWriter();
  private @Nullable Metric metric;
  private int count;
  private long nanos;

  /**
   * @param resource encoded
   * @param version of the agent
   */
  OtlpPoints(ProtobufWriter resource, String version, CounterHistory history) {
    this.resource = resource;
    this.history = history;
    scope.text(1, "io.github.headroom").text(2, version);
  }

  void begin(long epochMillis) {
    nanos = epochMillis * 1_000_000;
    history.begin(nanos);
    metrics.reset();
    data.reset();
    metric = null;
    count = 0;
  }

  /** Ends the last metric. Called before the points are sent. */
  void end() {
    finishMetric();
  }

  /** Returns the number of metrics since {@link #begin}. */
  int metrics() {
    return count;
  }

  /** Writes the request with all metrics since {@link #begin}. */
  void writeTo(OutputStream out) throws IOException {
    if (count == 0) {
      return;
    }
    ProtobufWriter ofResource = new ProtobufWriter().message(1, resource);
    ProtobufWriter ofScope = new ProtobufWriter().message(1, scope);
    ofResource.begin(2, ofScope.size() + metrics.size());
    int length = ofResource.size() + ofScope.size() + metrics.size();
    new ProtobufWriter().begin(1, length).writeTo(out);
    ofResource.writeTo(out);
    ofScope.writeTo(out);
    metrics.writeTo(out);
  }

  @Override
  public void whole(Metric of, long value, Object... attributes) {
    change(of);
    if (of.instrument() != Instrument.COUNTER) {
      point(history.start()).fixed(6, value);
      add(attributes);
    } else if (history.next(of, attributes, (double) value)) {
      point(history.pointStart()).fixed(6, (long) history.pointValue());
      add(attributes);
    }
  }

  @Override
  public void real(Metric of, double value, Object... attributes) {
    change(of);
    if (of.instrument() != Instrument.COUNTER) {
      point(history.start()).real(4, value);
      add(attributes);
    } else if (history.next(of, attributes, value)) {
      point(history.pointStart()).real(4, history.pointValue());
      add(attributes);
    }
  }

  private ProtobufWriter point(long startNanos) {
    point.reset();
    return point.fixed(2, startNanos).fixed(3, nanos);
  }

  private void add(Object... attributes) {
    for (int i = 0; i < attributes.length; i += 2) {
      point.message(7, OtlpAttributes.keyValue((String) attributes[i], attributes[i + 1]));
    }
    data.message(1, point);
  }

  private void change(Metric to) {
    if (to != metric) {
      finishMetric();
      metric = to;
    }
  }

  private void finishMetric() {
    Metric of = metric;
    if (of == null || data.size() == 0) {
      return;
    }
    boolean gauge = of.instrument() == Instrument.GAUGE;
    boolean monotonic = of.instrument() == Instrument.COUNTER;
    if (!gauge) {
      data.number(2, monotonic && history.isDelta() ? DELTA : CUMULATIVE);
    }
    if (monotonic) {
      data.number(3, 1);
    }
    byte[] description = description(of);
    point.reset();
    point.begin(gauge ? GAUGE : SUM, data.size());
    metrics.begin(2, description.length + point.size() + data.size());
    metrics.append(description).append(point).append(data);
    data.reset();
    count++;
  }

  private byte[] description(Metric of) {
    byte[] encoded = descriptions[of.ordinal()];
    if (encoded == null) {
      encoded =
          new ProtobufWriter()
              .text(1, of.metricName())
              .text(2, of.description())
              .text(3, of.unit())
              .toByteArray();
      descriptions[of.ordinal()] = encoded;
    }
    return encoded;
  }
}
