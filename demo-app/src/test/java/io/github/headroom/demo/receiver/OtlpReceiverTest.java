package io.github.headroom.demo.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtlpReceiverTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final SeriesStore store = new SeriesStore(10);
  private OtlpReceiver receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = new OtlpReceiver(0, store, new Phases(null));
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private final byte[] export =
      new OtlpMessages(1_000).gauge("container.memory.usage", 42).from("a");

  @Test
  void aProtobufRequestIsKept() throws Exception {
    HttpResponse<String> answer = post(export, "Content-Type", "application/x-protobuf");

    assertEquals(200, answer.statusCode());
    assertEquals("application/x-protobuf", answer.headers().firstValue("Content-Type").get());
    assertEquals(42, store.latest("container.memory.usage"));
  }

  @Test
  void aGzipRequestIsUnpacked() throws Exception {
    HttpResponse<String> answer =
        post(
            OtlpMessages.gzip(export),
            "Content-Type",
            "application/x-protobuf",
            "Content-Encoding",
            "gzip");

    assertEquals(200, answer.statusCode());
    assertEquals(42, store.latest("container.memory.usage"));
  }

  @Test
  void jsonIsAnUnsupportedMediaType() throws Exception {
    HttpResponse<String> answer =
        post("{}".getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json");

    assertEquals(415, answer.statusCode());
    assertEquals(
        "Content-Type: expected application/x-protobuf, found application/json\n", answer.body());
  }

  @Test
  void anotherCompressionIsUnsupported() throws Exception {
    assertEquals(
        415,
        post(export, "Content-Type", "application/x-protobuf", "Content-Encoding", "zstd")
            .statusCode());
  }

  @Test
  void garbageIsABadRequestWithAReason() throws Exception {
    HttpResponse<String> answer =
        post(
            "no protobuf".getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/x-protobuf");

    assertEquals(400, answer.statusCode());
    assertTrue(
        answer.body().startsWith("body: expected ExportMetricsServiceRequest, "), answer.body());
  }

  @Test
  void aTruncatedRequestIsABadRequest() throws Exception {
    byte[] half = Arrays.copyOf(export, export.length / 2);

    assertEquals(400, post(half, "Content-Type", "application/x-protobuf").statusCode());
    assertEquals(null, store.lastMillis());
  }

  @Test
  void aBodyThatIsNoGzipIsABadRequest() throws Exception {
    assertEquals(
        400,
        post(export, "Content-Type", "application/x-protobuf", "Content-Encoding", "gzip")
            .statusCode());
  }

  @Test
  void truncatedGzipIsABadRequest() throws Exception {
    byte[] packed = OtlpMessages.gzip(export);

    assertEquals(
        400,
        post(
                Arrays.copyOf(packed, packed.length - 12),
                "Content-Type",
                "application/x-protobuf",
                "Content-Encoding",
                "gzip")
            .statusCode());
  }

  @Test
  void gzipThatUnpacksToTooMuchIsRefused() throws Exception {
    byte[] bomb = OtlpMessages.gzip(new byte[OtlpReceiver.MAX_BODY_BYTES + 1]);

    assertEquals(
        413,
        post(bomb, "Content-Type", "application/x-protobuf", "Content-Encoding", "gzip")
            .statusCode());
  }

  @Test
  void anEmptyRequestIsTakenAndChangesNothing() throws Exception {
    assertEquals(200, post(new byte[0], "Content-Type", "application/x-protobuf").statusCode());
    assertEquals(null, store.lastMillis());
  }

  @Test
  void gettingTheMetricsPathIsNotAllowed() throws Exception {
    assertEquals(405, get("/v1/metrics").statusCode());
  }

  @Test
  void aPathThatIsNotServedIsNotFound() throws Exception {
    assertEquals(404, get("/../receiver/OtlpReceiver.class").statusCode());
  }

  @Test
  void seriesAfterACursorHasOnlyWhatCameLater() throws Exception {
    post(export, "Content-Type", "application/x-protobuf");
    String all = get("/api/series").body();
    String later = get("/api/series?after=1").body();

    assertTrue(
        all.contains(
            "{\"name\":\"container.memory.usage\",\"unit\":\"By\",\"attributes\":{},"
                + "\"points\":[[1000,42]]}"),
        all);
    assertTrue(later.contains("\"cursor\":1") && later.endsWith("\"series\":[]}"), later);
  }

  @Test
  void aCursorThatIsNoNumberIsABadRequest() throws Exception {
    assertEquals(400, get("/api/series?after=x").statusCode());
  }

  @Test
  void thePageAndAllItRefersToAreServedFromTheJar() throws Exception {
    String page = get("/").body();

    for (String path :
        new String[] {
          "/uplot.css", "/page.css", "/uplot.js", "/figures.js", "/page.js", "/icon.svg"
        }) {
      assertTrue(page.contains('"' + path + '"'), path);
      assertEquals(200, get(path).statusCode(), path);
    }
    assertFalse(page.contains("https://"), "the page works without any network");
  }

  private HttpResponse<String> post(byte[] body, String... headers) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(receiver.address() + "/v1/metrics"))
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(receiver.address() + path)).build(),
        BodyHandlers.ofString());
  }
}
