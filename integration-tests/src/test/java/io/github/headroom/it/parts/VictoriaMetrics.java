package io.github.headroom.it.parts;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The metrics store VictoriaMetrics: takes OTLP over HTTP, answers PromQL. */
public final class VictoriaMetrics implements AutoCloseable {

  /** The user of {@link #startSecured}. */
  public static final String USER = "head room";

  /** The password of {@link #startSecured}; awkward on purpose. */
  public static final String PASSWORD = "p=a,s s%w:d";

  /** One answer of an instant query. */
  public record Series(Map<String, String> labels, double value) {}

  private final Program program;
  private final String origin;
  private final HttpClient client;

  private VictoriaMetrics(Program program, String origin, HttpClient client) {
    this.program = program;
    this.origin = origin;
    this.client = client;
  }

  /** Without any protection, with further flags of its own. */
  public static VictoriaMetrics start(String... flags) {
    return start("http", HttpClient.newHttpClient(), List.of(flags));
  }

  /** With TLS, and {@link #USER} and {@link #PASSWORD} asked for. */
  public static VictoriaMetrics startSecured(Certificates certificates)
      throws IOException, GeneralSecurityException {
    return start(
        "https",
        HttpClient.newBuilder().sslContext(certificates.trusting()).build(),
        List.of(
            "-tls",
            "-tlsCertFile=" + certificates.certificate("server"),
            "-tlsKeyFile=" + certificates.key("server"),
            "-httpAuth.username=" + USER,
            "-httpAuth.password=" + PASSWORD));
  }

  /** The {@code Authorization} that {@link #startSecured} accepts. */
  public static String authorization() {
    byte[] pair = (USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static VictoriaMetrics start(String scheme, HttpClient client, List<String> flags) {
    Path binary = Lab.program("victoria-metrics", "victoria-metrics");
    Path directory = Program.newDirectory("victoria-metrics");
    int port = Ports.free();
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    command.add("-storageDataPath=" + directory.resolve("data"));
    command.add("-httpListenAddr=127.0.0.1:" + port);
    command.add("-search.latencyOffset=1ms");
    command.add("-memory.allowedBytes=64MB");
    command.addAll(flags);
    Program program = Program.start(directory, command, port);
    return new VictoriaMetrics(program, scheme + "://127.0.0.1:" + port, client);
  }

  /** What OTEL_EXPORTER_OTLP_ENDPOINT is set to. */
  public String endpoint() {
    return origin + "/opentelemetry";
  }

  /** Where Prometheus' remote write goes. */
  String remoteWrite() {
    return origin + "/api/v1/write";
  }

  /** Takes in samples with their times in milliseconds, in Prometheus' text format. */
  public void importPrometheus(String samples) {
    send(
        HttpRequest.newBuilder(URI.create(origin + "/api/v1/import/prometheus"))
            .POST(HttpRequest.BodyPublishers.ofString(samples)),
        204);
    get("/internal/force_flush");
  }

  /** The base of Prometheus' query API. */
  public String origin() {
    return origin;
  }

  /** The newest value of each series that matches, of what has been pushed until now. */
  public List<Series> query(String promql) {
    get("/internal/force_flush");
    String answer =
        get("/api/v1/query?nocache=1&query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8));
    JsonObject data = JsonParser.parseString(answer).getAsJsonObject().getAsJsonObject("data");
    List<Series> all = new ArrayList<>();
    for (JsonElement result : data.getAsJsonArray("result")) {
      JsonObject series = result.getAsJsonObject();
      Map<String, String> labels = new TreeMap<>();
      for (Map.Entry<String, JsonElement> label : series.getAsJsonObject("metric").entrySet()) {
        labels.put(label.getKey(), label.getValue().getAsString());
      }
      all.add(new Series(labels, series.getAsJsonArray("value").get(1).getAsDouble()));
    }
    return all;
  }

  private String get(String path) {
    return send(HttpRequest.newBuilder(URI.create(origin + path)), 200);
  }

  private String send(HttpRequest.Builder to, int expected) {
    HttpRequest request = to.header("Authorization", authorization()).build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != expected) {
        throw new AssertionError(
            request.uri() + ": " + response.statusCode() + " " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new AssertionError(request.uri() + ": " + program.log(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(request.uri().toString(), e);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
