package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LostClassTest {

  /** The first one or two exports find it lost, and those after them arrive. */
  @ParameterizedTest
  @CsvSource({
    "io.github.headroom.agent.publish.Metric, 4",
    "io.github.headroom.agent.publish.Instrument, 4",
    "io.opentelemetry.sdk.resources.Resource, 4",
    "io.opentelemetry.sdk.metrics.data.AggregationTemporality, 4",
    "io.opentelemetry.exporter.internal.marshal.MarshalerUtil, 4",
  })
  void aClassThatWasLostInAFullHeapEndsNoExports(String type, int arrived) throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LostClass.class.getName(),
                type)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    assertEquals(0, jvm.waitFor(), printed);
    assertEquals(String.valueOf(arrived), printed);
  }
}
