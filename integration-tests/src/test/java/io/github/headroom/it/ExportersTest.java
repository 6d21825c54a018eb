package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.parts.OtlpReceiver.Export;
import io.github.headroom.it.victim.Idle;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exporters one can choose, and how to switch everything off. */
class ExportersTest {

  @Test
  void consolePrintsThePointsAsTextAndSendsNothing() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim =
            victim(receiver).environment("OTEL_METRICS_EXPORTER", "console").start()) {
      Await.until(
          "process.memory.usage printed",
          () -> (victim.output() + victim.errors()).contains("process.memory.usage"),
          victim::toString);
      assertEquals(0, victim.endInput().awaitExit());
      assertEquals(List.of(), receiver.exports());
    }
  }

  @ParameterizedTest
  @CsvSource({"OTEL_SDK_DISABLED,true", "HEADROOM_ENABLED,false"})
  void switchedOffItPrintsNothingAndSendsNothing(String name, String value) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim = victim(receiver).environment(name, value).start();
        OtlpReceiver other = OtlpReceiver.start();
        JavaProcess clock = victim(other).start()) {
      // Another JVM, started later, has exported three times: this one would have by now.
      other.await(3);
      assertTrue(clock.isAlive());
      assertEquals(0, victim.endInput().awaitExit());
      assertEquals(List.of(), receiver.exports());
      assertEquals("ready\ndone\n", victim.output());
      assertEquals("", victim.errors());
    }
  }

  @Test
  void otlpUsesHttpAndProtobufByDefault() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim = victim(receiver).start()) {
      Export export = receiver.await(1);
      assertEquals("/v1/metrics", export.path());
      assertEquals("application/x-protobuf", export.headers().get("content-type"));
      assertTrue(victim.isAlive());
    }
  }

  @Test
  void theResourceNamesTheServiceTheProcessAndThePod() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim =
            victim(receiver)
                .environment("OTEL_SERVICE_NAME", "orders")
                .environment("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=a%2Cb")
                .environment("K8S_POD_NAME", "orders-1")
                .start()) {
      var resource = receiver.await(1).points().get(0).resource();
      assertEquals("orders", resource.get("service.name"));
      assertEquals("a,b", resource.get("deployment.environment.name"));
      assertEquals("orders-1", resource.get("k8s.pod.name"));
      assertEquals(Long.toString(victim.pid()), resource.get("process.pid"));
      assertTrue(resource.containsKey("service.instance.id"), resource::toString);
      assertTrue(resource.containsKey("telemetry.distro.version"), resource::toString);
    }
  }

  private static JavaProcess.Builder victim(OtlpReceiver receiver) {
    return JavaProcess.running(Idle.class)
        .options("-Xmx32m", "-XX:+UseSerialGC")
        .agent()
        .exportingTo(receiver.endpoint());
  }
}
