package io.github.headroom.it.release;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.headroom.it.parts.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image gets into a registry that asks for a token, as the distribution specification has it.
 */
class ImagePushTest {

  private static final String REPOSITORY = "/v2/team/headroom-agent/";
  private static final String TOKEN = "Bearer for-an-hour";

  @TempDir private Path directory;
  private HttpServer registry;
  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
  private final Map<String, String> types = new ConcurrentHashMap<>();

  @BeforeEach
  void startTheRegistry() throws IOException {
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext("/token", this::token);
    registry.createContext(REPOSITORY, this::answer);
    registry.start();
  }

  @AfterEach
  void stopTheRegistry() {
    registry.stop(0);
  }

  @Test
  void everythingOfTheImageIsThereUnderItsTag() throws IOException {
    Path tar = Image.write(directory);

    Finished pushed = push(tar, Map.of("REGISTRY_USERNAME", "me", "REGISTRY_PASSWORD", "secret"));

    assertEquals("pushed " + reference() + "\n", pushed.orFail());
    Image image = Image.unpack(tar, directory);
    byte[] index = Files.readAllBytes(image.file(image.digest()));
    assertArrayEquals(index, manifests.get("1.2.3"));
    assertEquals("application/vnd.oci.image.index.v1+json", types.get("1.2.3"));
    for (JsonObject manifest : image.manifests().values()) {
      assertThere(image, manifest.getAsJsonObject("config"));
      for (JsonElement layer : manifest.getAsJsonArray("layers")) {
        assertThere(image, layer.getAsJsonObject());
      }
    }
    assertEquals(5, manifests.size(), "one for each architecture, and the index by its tag");
  }

  @Test
  void withoutCredentialsItNamesTheVariableToSet() throws IOException {
    Finished pushed = push(Image.write(directory), Map.of());

    assertEquals(1, pushed.status());
    assertEquals(
        "OciPush: " + host() + " asks who pushes: set REGISTRY_USERNAME and REGISTRY_PASSWORD\n",
        pushed.output());
  }

  private void assertThere(Image image, JsonObject descriptor) throws IOException {
    String digest = descriptor.get("digest").getAsString();
    assertArrayEquals(Files.readAllBytes(image.file(digest)), blobs.get(digest), digest);
  }

  private Finished push(Path tar, Map<String, String> environment) {
    return Finished.of(
        Finished.project(),
        environment,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "release/OciPush.java",
            tar.toString(),
            reference()));
  }

  private String host() {
    return "127.0.0.1:" + registry.getAddress().getPort();
  }

  private String reference() {
    return host() + "/team/headroom-agent:1.2.3";
  }

  private void token(HttpExchange exchange) throws IOException {
    String wanted =
        "Basic " + Base64.getEncoder().encodeToString("me:secret".getBytes(StandardCharsets.UTF_8));
    boolean known = wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"));
    boolean scoped =
        exchange
            .getRequestURI()
            .getQuery()
            .equals("service=registry&scope=repository:team/headroom-agent:pull,push");
    end(exchange, known && scoped ? 200 : 401, "{\"token\": \"for-an-hour\"}");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(REPOSITORY.length());
    String method = exchange.getRequestMethod();
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange
          .getResponseHeaders()
          .set(
              "WWW-Authenticate",
              "Bearer realm=\"http://" + host() + "/token\",service=\"registry\",scope=\"any\"");
      end(exchange, 401, "");
    } else if (method.equals("HEAD")) {
      end(exchange, blobs.containsKey(path.substring("blobs/".length())) ? 200 : 404, "");
    } else if (method.equals("POST") && path.equals("blobs/uploads/")) {
      exchange.getResponseHeaders().set("Location", REPOSITORY + "blobs/uploads/1?state=a");
      end(exchange, 202, "");
    } else if (method.equals("PUT") && path.equals("blobs/uploads/1")) {
      String digest = exchange.getRequestURI().getQuery().replace("state=a&digest=", "");
      if (digest.equals(sha256(body))) {
        blobs.put(digest, body);
      }
      end(exchange, digest.equals(sha256(body)) ? 201 : 400, "");
    } else if (method.equals("PUT") && path.startsWith("manifests/")) {
      String name = path.substring("manifests/".length());
      manifests.put(name, body);
      types.put(name, String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")));
      end(exchange, 201, "");
    } else {
      end(exchange, 404, method + " " + path);
    }
  }

  private static void end(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private static String sha256(byte[] bytes) {
    return "sha256:" + Sha256.hex(bytes);
  }
}
