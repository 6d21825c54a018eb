package io.github.headroom.it.engines;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A registry of images that an engine can push to and pull from: as much of the OCI distribution
 * specification as that takes. It runs in a process of its own, in the network of the engine.
 */
final class Registry {

  private static final String UPLOAD = "/blobs/uploads/";

  private final Map<String, byte[]> content = new HashMap<>(); // by path
  private final Map<String, String> types = new HashMap<>();
  private final Map<String, ByteArrayOutputStream> uploads = new HashMap<>();

  private Registry() {}

  /** What to start it with, until its standard input ends. */
  static List<String> command() {
    return List.of(
        Jdks.current().toString(),
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        Registry.class.getName());
  }

  /** {@code Registry FILE}: answers at port 80; the file is there when it does. */
  public static void main(String[] arguments) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(80), 0);
    server.createContext("/v2/", new Registry()::answer); // in one thread
    server.start();
    Files.createFile(Path.of(arguments[0]));
    System.in.read();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    switch (exchange.getRequestMethod()) {
      case "GET", "HEAD" -> read(exchange, path);
      case "POST" -> {
        String upload = path + (path.endsWith("/") ? "" : "/") + uploads.size();
        uploads.put(upload, new ByteArrayOutputStream());
        accepted(exchange, upload);
      }
      case "PATCH" -> {
        uploads.get(path).writeBytes(body);
        accepted(exchange, path);
      }
      case "PUT" -> write(exchange, path, body);
      default -> end(exchange, 405, new byte[0]);
    }
  }

  private void read(HttpExchange exchange, String path) throws IOException {
    byte[] found = path.equals("/v2/") ? new byte[0] : content.get(path);
    if (found != null && !path.equals("/v2/")) {
      exchange.getResponseHeaders().set("Docker-Content-Digest", digest(found));
      exchange.getResponseHeaders().set("Content-Type", types.get(path));
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(found.length));
    }
    end(exchange, found == null ? 404 : 200, found == null ? new byte[0] : found);
  }

  private void accepted(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.getResponseHeaders().set("Docker-Upload-UUID", "1");
    exchange
        .getResponseHeaders()
        .set("Range", "0-" + Math.max(0, uploads.get(location).size() - 1));
    end(exchange, 202, new byte[0]);
  }

  private void write(HttpExchange exchange, String path, byte[] body) throws IOException {
    String to = path;
    byte[] bytes = body;
    if (path.contains(UPLOAD)) {
      ByteArrayOutputStream upload = uploads.get(path);
      upload.writeBytes(body);
      bytes = upload.toByteArray();
      to = path.substring(0, path.indexOf(UPLOAD)) + "/blobs/" + digest(bytes);
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    for (String name : List.of(to, to.substring(0, to.lastIndexOf('/') + 1) + digest(bytes))) {
      content.put(name, bytes);
      types.put(name, type == null ? "application/octet-stream" : type);
    }
    exchange.getResponseHeaders().set("Location", to);
    exchange.getResponseHeaders().set("Docker-Content-Digest", digest(bytes));
    end(exchange, 201, new byte[0]);
  }

  private static void end(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean none = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, none ? -1 : body.length);
    if (!none) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static String digest(byte[] bytes) {
    return "sha256:" + Sha256.hex(bytes);
  }
}
