package io.github.headroom.it.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.headroom.it.parts.Lab;
import io.github.headroom.it.parts.VictoriaMetrics;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What the dashboards show of a {@link Shop}, drawn by Perses: {@code DashboardPictures IMAGES
 * DIRECTORY MINUTES}; an empty directory is for what it needs.
 */
final class DashboardPictures {

  private static final Path DASHBOARDS =
      Finished.project().resolve("deploy/monitoring/dashboards/perses");

  private final VictoriaMetrics store;
  private final Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile Path dashboard;

  private DashboardPictures(VictoriaMetrics store, Path directory) {
    this.store = store;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    Path images = Path.of(arguments[0]).toAbsolutePath();
    Path directory = Path.of(arguments[1]);
    Duration run = Duration.ofMinutes(Long.parseLong(arguments[2]));
    try (VictoriaMetrics store =
        VictoriaMetrics.start("-opentelemetry.usePrometheusNaming", "-retentionPeriod=1d")) {
      DashboardPictures pictures = new DashboardPictures(store, directory);
      long start = System.currentTimeMillis();
      try (Shop shop = Shop.open(store.endpoint(), directory)) {
        shop.run(run);
        long end = System.currentTimeMillis();
        String range = "start=" + start + "&end=" + end;
        pictures.take("fleet", range, 1400, 1135, images.resolve("dashboard-fleet.png"));
        pictures.take(
            "container",
            range + "&var-job=checkout",
            1400,
            980,
            images.resolve("dashboard-container.png"));
      }
    }
  }

  private void take(String name, String query, int width, int height, Path image)
      throws IOException, InterruptedException {
    dashboard = DASHBOARDS.resolve("headroom-" + name + "-by-service-name.json");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.createContext("/store/", this::ask);
    server.start();
    String page = "http://127.0.0.1:" + server.getAddress().getPort() + "/?" + query;
    try {
      Process chromium =
          new ProcessBuilder(
                  "nice", // it would take more than its share
                  Lab.command("chromium", "chromium").toString(),
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--hide-scrollbars",
                  "--user-data-dir=" + directory.resolve("profile"),
                  "--window-size=" + width + "," + height,
                  "--virtual-time-budget=300000",
                  "--screenshot=" + image,
                  page)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("chromium").toFile())
              .start();
      if (!chromium.waitFor(10, TimeUnit.MINUTES) || chromium.exitValue() != 0) {
        chromium.destroyForcibly();
        throw new AssertionError(Files.readString(directory.resolve("chromium")));
      }
    } finally {
      server.stop(0);
    }
  }

  /** The page, its parts, and the dashboard. */
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Path pages = Lab.file("perses", "dist");
    Path file = path.equals("/dashboard.json") ? dashboard : pages.resolve(path.substring(1));
    if (!Files.isRegularFile(file)) {
      file = pages.resolve("index.html");
    }
    String name = file.toString();
    String type =
        name.endsWith(".js")
            ? "text/javascript"
            : name.endsWith(".css")
                ? "text/css"
                : name.endsWith(".json") ? "application/json" : "text/html";
    byte[] bytes = Files.readAllBytes(file);
    if (file == dashboard) { // otherwise it would ask again and again while the picture is taken
      String once =
          Files.readString(file).replaceFirst("(\"refreshInterval\": )\"[^\"]*\"", "$1\"0s\"");
      bytes = once.getBytes(StandardCharsets.UTF_8);
    }
    end(exchange, 200, type, bytes);
  }

  /** Hands a query on to the store. */
  private void ask(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString().substring("/store".length());
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(store.origin() + path));
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestMethod().equals("POST")) {
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }
    try {
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      end(exchange, answer.statusCode(), "application/json", answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void end(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
