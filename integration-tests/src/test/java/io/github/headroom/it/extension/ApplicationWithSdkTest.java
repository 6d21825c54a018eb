package io.github.headroom.it.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * As {@code -javaagent} the jar is on the class path of the application, which may look for
 * services of OpenTelemetry there.
 */
@Execution(ExecutionMode.CONCURRENT)
class ApplicationWithSdkTest {

  private static final String SERVICES = "META-INF/services/";

  /**
   * The OpenTelemetry agent looks for these; its API for them is on no application's class path.
   */
  @Test
  void itsServicesAreThoseOfTheOpenTelemetryAgentAlone() throws Exception {
    List<String> services = new ArrayList<>();
    try (JarFile jar = new JarFile(JavaProcess.agentJar().toFile())) {
      for (JarEntry entry : jar.stream().toList()) {
        if (entry.getName().startsWith(SERVICES)) {
          services.add(entry.getName().substring(SERVICES.length()));
        }
      }
    }
    assertEquals(
        List.of(
            "io.opentelemetry.javaagent.extension.AgentListener",
            "io.opentelemetry.javaagent.extension.ignore.IgnoredTypesConfigurer"),
        services);
  }

  @Test
  void anApplicationThatConfiguresItsOwnSdkFindsNothingOfOurs() throws Exception {
    try (JavaProcess jvm =
        JavaProcess.running(
                "-cp",
                classPath(),
                Autoconfiguring.class.getName(),
                "sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider",
                "sdk.autoconfigure.spi.ResourceProvider",
                "sdk.autoconfigure.spi.internal.ComponentProvider",
                "sdk.common.export.HttpSenderProvider",
                "sdk.common.export.GrpcSenderProvider")
            .agent()
            .options("-Xmx64m", "-XX:+UseSerialGC")
            .environment("OTEL_METRICS_EXPORTER", "none")
            .environment("OTEL_TRACES_EXPORTER", "none")
            .environment("OTEL_LOGS_EXPORTER", "none")
            .environment("HEADROOM_LOG_LEVEL", "warn")
            .start()) {
      assertEquals(0, jvm.awaitExit(Await.BOUND), jvm::toString);
      assertEquals(
          List.of("configured"),
          jvm.output().lines().filter(line -> !line.contains("/opentelemetry-")).toList(),
          jvm::toString);
      assertEquals("", jvm.errors());
    }
  }

  private static String classPath() throws URISyntaxException {
    StringBuilder path = new StringBuilder();
    for (Class<?> type :
        List.of(
            Autoconfiguring.class,
            OpenTelemetry.class,
            Context.class,
            ComponentLoader.class,
            OpenTelemetrySdk.class,
            Clock.class,
            SdkMeterProvider.class,
            SdkTracerProvider.class,
            SdkLoggerProvider.class,
            AutoConfiguredOpenTelemetrySdk.class,
            AutoConfigurationCustomizerProvider.class)) {
      Path place = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      path.append(path.length() == 0 ? "" : File.pathSeparator).append(place);
    }
    return path.toString();
  }
}
