package io.github.headroom.agent.publish;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleCounterBuilder;
import io.opentelemetry.api.metrics.DoubleGaugeBuilder;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongCounterBuilder;
import io.opentelemetry.api.metrics.LongUpDownCounterBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterBuilder;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.metrics.ObservableLongCounter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.context.Context;
import java.util.function.Consumer;

/**
 * Discards the exporter's metrics about itself. By default the exporter would use
 * GlobalOpenTelemetry, which belongs to the application.
 *
 * <p>MeterProvider.noop() would do the same, but loads 59 classes, a tenth of the agent's. The
 * exporter uses only long counters. For any other instrument this class returns the no-op one. It
 * is also its own builder and meter: one class instead of three.
 */
final class SilentMeterProvider implements MeterProvider, MeterBuilder, Meter {

  @Override
  public MeterBuilder meterBuilder(String scopeName) {
    return this;
  }

  @Override
  public MeterBuilder setSchemaUrl(String schemaUrl) {
    return this;
  }

  @Override
  public MeterBuilder setInstrumentationVersion(String version) {
    return this;
  }

  @Override
  public Meter build() {
    return this;
  }

  @Override
  public LongCounterBuilder counterBuilder(String name) {
    return new SilentCounter();
  }

  @Override
  public LongUpDownCounterBuilder upDownCounterBuilder(String name) {
    return noop().upDownCounterBuilder(name);
  }

  @Override
  public DoubleHistogramBuilder histogramBuilder(String name) {
    return noop().histogramBuilder(name);
  }

  @Override
  public DoubleGaugeBuilder gaugeBuilder(String name) {
    return noop().gaugeBuilder(name);
  }

  private static final class SilentCounter implements LongCounterBuilder, LongCounter {
    @Override
    public LongCounterBuilder setDescription(String description) {
      return this;
    }

    @Override
    public LongCounterBuilder setUnit(String unit) {
      return this;
    }

    @Override
    public DoubleCounterBuilder ofDoubles() {
      return noop().counterBuilder("silent").ofDoubles();
    }

    @Override
    public LongCounter build() {
      return this;
    }

    @Override
    public ObservableLongCounter buildWithCallback(Consumer<ObservableLongMeasurement> callback) {
      return noop().counterBuilder("silent").buildWithCallback(callback);
    }

    @Override
    public void add(long value) {}

    @Override
    public void add(long value, Attributes attributes) {}

    @Override
    public void add(long value, Attributes attributes, Context context) {}
  }

  private static Meter noop() {
    return MeterProvider.noop().get("silent");
  }
}
