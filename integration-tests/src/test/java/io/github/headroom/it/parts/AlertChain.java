package io.github.headroom.it.parts;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The way of a figure to a person: OpenTelemetry Collector, vmagent (Debian's Prometheus takes no
 * OTLP), Prometheus with rules, Alertmanager, and a webhook in this JVM.
 */
public final class AlertChain implements AutoCloseable {

  /** One alert of a webhook's message. */
  public record Alert(
      Instant received, String status, Map<String, String> labels, Map<String, String> texts) {

    public String name() {
      return labels.getOrDefault("alertname", "");
    }
  }

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final HttpServer webhook;
  private final List<Alert> alerts = new CopyOnWriteArrayList<>();
  private final List<Program> programs = new ArrayList<>();
  private final OtelCollector collector;
  private final VictoriaMetrics victoriaMetrics;
  private final String prometheus;

  private AlertChain(HttpServer webhook, Path rules) throws IOException {
    this.webhook = webhook;
    webhook.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          take(JsonParser.parseString(body).getAsJsonObject());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    webhook.start();
    int alertmanager = alertmanager(webhook.getAddress().getPort());
    this.prometheus = "http://127.0.0.1:" + prometheus(rules, alertmanager);
    this.victoriaMetrics = VictoriaMetrics.start();
    int vmagent = vmagent();
    this.collector = OtelCollector.start("http://127.0.0.1:" + vmagent + "/opentelemetry");
  }

  /** Every part with the rules of that file; the test is skipped where one cannot be had. */
  public static AlertChain start(Path rules) throws IOException {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new AlertChain(HttpServer.create(free, 0), rules);
  }

  /** What OTEL_EXPORTER_OTLP_ENDPOINT is set to. */
  public String endpoint() {
    return collector.endpoint("http/protobuf");
  }

  /** How many series Prometheus has for the expression at any time since then. */
  public int seriesInPrometheus(String expression, Instant since) {
    return series(prometheus, expression, since);
  }

  /** How many series VictoriaMetrics has for the expression at any time since then. */
  public int seriesInVictoriaMetrics(String expression, Instant since) {
    return series(victoriaMetrics.origin(), expression, since);
  }

  /** The alerts that the webhook has had so far, in their order. */
  public List<Alert> alerts() {
    return List.copyOf(alerts);
  }

  private int alertmanager(int webhook) throws IOException {
    Path binary = Lab.program("prometheus", "prometheus-alertmanager");
    Path templates = Lab.file("prometheus", "share");
    Lab.command("unshare", "util-linux");
    Path directory = Program.newDirectory("alertmanager");
    String config =
        """
        route: {receiver: webhook, group_by: ['...'], group_wait: 0s, group_interval: 1s}
        receivers:
          - name: webhook
            webhook_configs: [{url: 'http://127.0.0.1:%d/', send_resolved: true}]
        """
            .formatted(webhook);
    Path file = Files.writeString(directory.resolve("config.yml"), config);
    int port = Ports.free();
    // It reads its templates below /usr/share: in a mount namespace of its own they are there.
    String inside =
        "mount -t overlay -o lowerdir=%s:/usr/share overlay /usr/share && exec %s"
                .formatted(templates, binary)
            + " --config.file=%s --storage.path=%s".formatted(file, directory.resolve("data"))
            + " --cluster.listen-address= --web.listen-address=127.0.0.1:"
            + port;
    start(directory, List.of("unshare", "--mount", "sh", "-c", inside), port);
    return port;
  }

  private int prometheus(Path rules, int alertmanager) throws IOException {
    Path binary = Lab.program("prometheus", "prometheus");
    Path directory = Program.newDirectory("prometheus");
    String config =
        """
        global: {evaluation_interval: 5s}
        rule_files: ['%s']
        alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:%d']}]}]}
        """
            .formatted(rules.toAbsolutePath(), alertmanager);
    Path file = Files.writeString(directory.resolve("config.yml"), config);
    int port = Ports.free();
    start(
        directory,
        List.of(
            binary.toString(),
            "--config.file=" + file,
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.enable-remote-write-receiver",
            "--web.listen-address=127.0.0.1:" + port),
        port);
    return port;
  }

  /**
   * To Prometheus with the labels that its own OTLP receiver makes, to VictoriaMetrics as it is.
   */
  private int vmagent() throws IOException {
    Path binary = Lab.program("prometheus", "vmagent");
    Path directory = Program.newDirectory("vmagent");
    String relabeling =
        """
        - {source_labels: [service_name], target_label: job}
        - {source_labels: [service_instance_id], target_label: instance}
        - {action: labeldrop, regex: 'service_name|service_instance_id'}
        """;
    Path file = Files.writeString(directory.resolve("relabel.yml"), relabeling);
    int port = Ports.free();
    start(
        directory,
        List.of(
            binary.toString(),
            "-httpListenAddr=127.0.0.1:" + port,
            "-opentelemetry.usePrometheusNaming",
            "-remoteWrite.url=" + prometheus + "/api/v1/write",
            "-remoteWrite.urlRelabelConfig=" + file,
            "-remoteWrite.url=" + victoriaMetrics.remoteWrite(),
            "-remoteWrite.flushInterval=1s",
            "-remoteWrite.tmpDataPath=" + directory.resolve("data")),
        port);
    return port;
  }

  private static int series(String origin, String expression, Instant since) {
    String query =
        "/api/v1/query_range?nocache=1&step=5&start=%d&end=%d&query=%s"
            .formatted(
                since.getEpochSecond(),
                Instant.now().getEpochSecond(),
                URLEncoder.encode(expression, StandardCharsets.UTF_8));
    try {
      HttpResponse<String> response =
          CLIENT.send(
              HttpRequest.newBuilder(URI.create(origin + query)).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new AssertionError(expression + ": " + response.body());
      }
      JsonObject data = JsonParser.parseString(response.body()).getAsJsonObject();
      return data.getAsJsonObject("data").getAsJsonArray("result").size();
    } catch (IOException e) {
      throw new AssertionError(origin, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(origin, e);
    }
  }

  private void start(Path directory, List<String> command, int port) {
    programs.add(Program.start(directory, command, port));
  }

  private void take(JsonObject message) {
    Instant now = Instant.now();
    for (JsonElement element : message.getAsJsonArray("alerts")) {
      JsonObject alert = element.getAsJsonObject();
      alerts.add(
          new Alert(
              now,
              alert.get("status").getAsString(),
              strings(alert.getAsJsonObject("labels")),
              strings(alert.getAsJsonObject("annotations"))));
    }
  }

  private static Map<String, String> strings(JsonObject object) {
    Map<String, String> strings = new TreeMap<>();
    object.entrySet().forEach(entry -> strings.put(entry.getKey(), entry.getValue().getAsString()));
    return strings;
  }

  @Override
  public void close() {
    webhook.stop(0);
    collector.close();
    victoriaMetrics.close();
    programs.forEach(Program::close);
  }
}
