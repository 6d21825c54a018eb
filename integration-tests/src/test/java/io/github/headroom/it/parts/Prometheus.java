package io.github.headroom.it.parts;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prometheus with a history that promtool has made of a text. */
public final class Prometheus implements AutoCloseable {

  private final Program program;
  private final String origin;

  private Prometheus(Program program, String origin) {
    this.program = program;
    this.origin = origin;
  }

  /**
   * Starts it with the history.
   *
   * @param openMetrics samples with their times, in OpenMetrics' text format
   */
  public static Prometheus with(String openMetrics) throws IOException, InterruptedException {
    Path promtool = Lab.program("prometheus", "promtool");
    Path binary = Lab.program("prometheus", "prometheus");
    Path directory = Program.newDirectory("prometheus");
    Path text = Files.writeString(directory.resolve("history"), openMetrics);
    Path data = directory.resolve("data");
    Process blocks =
        new ProcessBuilder(
                promtool.toString(),
                "tsdb",
                "create-blocks-from",
                "openmetrics",
                text.toString(),
                data.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("promtool.log").toFile())
            .start();
    if (blocks.waitFor() != 0) {
      throw new AssertionError(Files.readString(directory.resolve("promtool.log")));
    }
    Path config = Files.writeString(directory.resolve("config.yml"), "global: {}\n");
    int port = Ports.free();
    Program program =
        Program.start(
            directory,
            List.of(
                binary.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + data,
                "--storage.tsdb.retention.time=15d",
                "--web.listen-address=127.0.0.1:" + port),
            port);
    Prometheus prometheus = new Prometheus(program, "http://127.0.0.1:" + port);
    Await.until("Prometheus is ready", prometheus::isReady, program::log);
    return prometheus;
  }

  private boolean isReady() {
    try {
      return response("/-/ready").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The base of its API. */
  public String origin() {
    return origin;
  }

  /** The body of an answer. */
  public String get(String path) throws IOException {
    HttpResponse<String> response = response(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private HttpResponse<String> response(String path) throws IOException {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(origin + path)).build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(path, e);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
