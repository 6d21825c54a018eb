package io.github.headroom.benchmarks.agents;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.lang.instrument.Instrumentation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** micrometer-registry-otlp with its JVM binders; the argument is the URL that takes metrics. */
public final class MicrometerAgent {

  private static @Nullable OtlpMeterRegistry registry;

  private MicrometerAgent() {}

  public static void premain(String url, Instrumentation instrumentation) {
    Thread thread = new Thread(() -> start(url), "micrometer-start");
    thread.setDaemon(true);
    thread.start();
  }

  private static void start(String url) {
    OtlpConfig config =
        new OtlpConfig() {
          @Override
          public @Nullable String get(String key) {
            return null;
          }

          @Override
          public String url() {
            return url;
          }

          @Override
          public Duration step() {
            return Duration.ofSeconds(10);
          }
        };
    OtlpMeterRegistry made = new OtlpMeterRegistry(config, Clock.SYSTEM);
    new JvmMemoryMetrics().bindTo(made);
    new JvmThreadMetrics().bindTo(made);
    new ClassLoaderMetrics().bindTo(made);
    registry = made;
  }

  /** Held so that it is not collected. */
  static @Nullable OtlpMeterRegistry registry() {
    return registry;
  }
}
