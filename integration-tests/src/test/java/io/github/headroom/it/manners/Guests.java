package io.github.headroom.it.manners;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import java.nio.file.Path;
import java.util.List;

/** Small JVMs with and without the agent, and what they have printed. */
final class Guests {

  private static final String OURS = "[headroom] ";

  private Guests() {}

  /** A JVM without the agent. */
  static JavaProcess.Builder alone(Path java, Class<?> main, String... arguments) {
    return small(JavaProcess.running(main, arguments)).java(java);
  }

  /** A JVM with the agent, which exports twice a second and warns only. */
  static JavaProcess.Builder guest(Path java, String endpoint, Class<?> main, String... arguments) {
    return exporting(alone(java, main, arguments).agent(), endpoint);
  }

  static JavaProcess.Builder exporting(JavaProcess.Builder builder, String endpoint) {
    return builder
        .environment("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
        .environment("OTEL_METRIC_EXPORT_INTERVAL", "500")
        .environment("HEADROOM_LOG_LEVEL", "warn");
  }

  private static JavaProcess.Builder small(JavaProcess.Builder builder) {
    return builder.options("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  }

  /** Waits for so many exports; fails when the JVM ends before. */
  static void await(OtlpReceiver receiver, int exports, JavaProcess jvm) {
    Await.until(
        exports + " exports",
        () -> receiver.exports().size() >= exports || !jvm.isAlive(),
        jvm::toString);
    if (receiver.exports().size() < exports) {
      throw new AssertionError(receiver.exports().size() + " exports of " + jvm);
    }
  }

  /** The agent's lines of standard error. */
  static List<String> ours(JavaProcess jvm) {
    return jvm.errors().lines().filter(line -> line.startsWith(OURS)).toList();
  }

  /** All other lines of standard error. */
  static List<String> theirs(JavaProcess jvm) {
    return jvm.errors().lines().filter(line -> !line.startsWith(OURS)).toList();
  }
}
