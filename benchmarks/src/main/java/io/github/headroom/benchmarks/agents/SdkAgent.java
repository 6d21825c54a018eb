package io.github.headroom.benchmarks.agents;

import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's SDK and OTLP exporter with six gauges, made on a daemon thread; the sender is the
 * one that the jar's service file names. The argument is the URL that takes metrics.
 */
public final class SdkAgent {

  private static @Nullable SdkMeterProvider provider;

  private SdkAgent() {}

  public static void premain(String url, Instrumentation instrumentation) {
    Thread thread = new Thread(() -> start(url), "sdk-start");
    thread.setDaemon(true);
    thread.start();
  }

  private static void start(String url) {
    OtlpHttpMetricExporter exporter = OtlpHttpMetricExporter.builder().setEndpoint(url).build();
    PeriodicMetricReader reader =
        PeriodicMetricReader.builder(exporter).setInterval(Duration.ofSeconds(10)).build();
    SdkMeterProvider made = SdkMeterProvider.builder().registerMetricReader(reader).build();
    Meter meter = made.get("sdk-agent");
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    gauge(meter, "jvm.memory.heap.used", memory, false, 0);
    gauge(meter, "jvm.memory.heap.committed", memory, false, 1);
    gauge(meter, "jvm.memory.heap.limit", memory, false, 2);
    gauge(meter, "jvm.memory.nonheap.used", memory, true, 0);
    gauge(meter, "jvm.memory.nonheap.committed", memory, true, 1);
    gauge(meter, "jvm.memory.nonheap.limit", memory, true, 2);
    provider = made;
  }

  private static void gauge(
      Meter meter, String name, MemoryMXBean memory, boolean nonHeap, int which) {
    meter
        .gaugeBuilder(name)
        .ofLongs()
        .setUnit("By")
        .buildWithCallback(
            measurement -> {
              var usage = nonHeap ? memory.getNonHeapMemoryUsage() : memory.getHeapMemoryUsage();
              measurement.record(
                  which == 0
                      ? usage.getUsed()
                      : which == 1 ? usage.getCommitted() : usage.getMax());
            });
  }

  /** Held so that it is not collected. */
  static @Nullable SdkMeterProvider provider() {
    return provider;
  }
}
