package io.github.headroom.it.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The OpenTelemetry Collector: OTLP over HTTP and gRPC in, everything handed on to a sink. */
public final class OtelCollector implements AutoCloseable {

  private final Program program;
  private final String scheme;
  private final int http;
  private final int grpc;

  private OtelCollector(Program program, String scheme, int http, int grpc) {
    this.program = program;
    this.scheme = scheme;
    this.http = http;
    this.grpc = grpc;
  }

  /** Plaintext. */
  public static OtelCollector start(OtlpReceiver sink) {
    return start("http", "", sink.endpoint(), "");
  }

  /** Plaintext, to whatever takes OTLP over HTTP at that address. */
  static OtelCollector start(String sink) {
    return start("http", "", sink, "");
  }

  /** With TLS, and only for clients with a certificate of the authority. */
  public static OtelCollector startMutualTls(OtlpReceiver sink, Certificates certificates) {
    String tls =
        ", tls: {cert_file: '%s', key_file: '%s', client_ca_file: '%s'}"
            .formatted(
                certificates.certificate("server"),
                certificates.key("server"),
                certificates.authority());
    return start("https", tls, sink.endpoint(), "");
  }

  /** Plaintext; logs it takes too, and prints them into its own log. */
  public static OtelCollector startWithLogs(OtlpReceiver sink) {
    return start("http", "", sink.endpoint(), "    logs: {receivers: [otlp], exporters: [debug]}");
  }

  private static OtelCollector start(String scheme, String tls, String sink, String logs) {
    Path binary = Lab.program("otelcol", "otelcol");
    Path directory = Program.newDirectory("otelcol");
    int http = Ports.free();
    int grpc = Ports.free();
    String config =
        """
        receivers:
          otlp:
            protocols:
              http: {endpoint: '127.0.0.1:%1$d'%3$s}
              grpc: {endpoint: '127.0.0.1:%2$d'%3$s}
        exporters:
          otlp_http: {endpoint: '%4$s', compression: none}
          debug: {verbosity: detailed}
        service:
          telemetry: {metrics: {level: none}}
          pipelines:
            metrics: {receivers: [otlp], exporters: [otlp_http]}
        %5$s
        """
            .formatted(http, grpc, tls, sink, logs);
    try {
      Path file = Files.writeString(directory.resolve("config.yaml"), config);
      List<String> command = List.of(binary.toString(), "--config=file:" + file);
      return new OtelCollector(Program.start(directory, command, http, grpc), scheme, http, grpc);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The endpoint for a protocol as OTEL_EXPORTER_OTLP_PROTOCOL names it. */
  public String endpoint(String protocol) {
    return scheme + "://127.0.0.1:" + (protocol.equals("grpc") ? grpc : http);
  }

  /** What the collector has logged. */
  public String log() {
    return program.log();
  }

  @Override
  public void close() {
    program.close();
  }
}
