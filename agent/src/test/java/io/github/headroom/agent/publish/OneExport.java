package io.github.headroom.agent.publish;

import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import io.github.headroom.agent.transport.ProtobufWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Exports once: {@code PROTOCOL ENDPOINT [TRUSTED.pem]}. Prints {@code exported} or the failure.
 */
public final class OneExport {

  private OneExport() {}

  public static void main(String[] args) throws IOException {
    CapturedLog captured = new CapturedLog();
    OtlpPoints points = new OtlpPoints(new ProtobufWriter(), "1", new CounterHistory(false));
    points.begin(1);
    boolean exported = new MetricSender(settings(args), "1", captured.log()).send(points);
    System.out.println(exported ? "exported" : "failed " + captured.text().strip());
  }

  private static Settings settings(String[] args) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", args[1]);
    environment.put(
        "OTEL_EXPORTER_OTLP_PROTOCOL", args[0].equals("grpc") ? "grpc" : "http/protobuf");
    environment.put("OTEL_EXPORTER_OTLP_COMPRESSION", "none");
    if (args.length > 2) {
      environment.put("OTEL_EXPORTER_OTLP_CERTIFICATE", args[2]);
    }
    return SettingsReader.read(
        null, new Properties(), environment, Path.of("/"), new ArrayList<>());
  }
}
