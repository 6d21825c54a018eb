package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.headroom.agent.transport.Certificates;
import io.github.headroom.agent.transport.GrpcServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The application's global network state is neither used nor needed. Each case has its own JVM,
 * because a URLStreamHandlerFactory can be set only once.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class GlobalStateTest {

  /** The application, which the JVM compiles when it starts it (JEP 330). */
  private static final Path HOSTILE =
      Path.of(
          "../integration-tests/src/main/java/io/github/headroom/it/victim/HostileGlobals.java");

  private static final String TRANSPORT = "io.github.headroom.agent.transport.";

  private final List<Integer> sizes = new CopyOnWriteArrayList<>();

  @TempDir private Path directory;

  @Test
  void httpTouchesNothingOfTheApplications() throws Exception {
    HttpServer server = serve(HttpServer.create(loopback(), 0));
    try {
      assertEquals(List.of("exported"), host("http", address("http", server)));
      assertEquals(1, sizes.size());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void httpsTouchesNothingOfTheApplications() throws Exception {
    Path store = Certificates.forLoopback(directory, "server");
    Path pem = Files.write(directory.resolve("server.pem"), Certificates.pem(store));
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(Certificates.context(store, null)));
    serve(server);
    try {
      assertEquals(List.of("exported"), host("https", address("https", server), pem.toString()));
      assertEquals(1, sizes.size());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void grpcTouchesNothingOfTheApplications() throws Exception {
    try (GrpcServer server = GrpcServer.echo()) {
      assertEquals(List.of("exported"), host("grpc", "http://127.0.0.1:" + server.port()));
      assertEquals(1, server.requests.size());
    }
  }

  @Test
  void aServerThatAsksForAPasswordDoesNotReachTheAuthenticator() throws Exception {
    HttpServer server = HttpServer.create(loopback(), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"x\"");
          exchange.getResponseHeaders().add("Set-Cookie", "a=b");
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    server.start();
    try {
      List<String> lines = host("http", address("http", server));
      assertEquals(1, lines.size(), lines.toString());
      assertTrue(lines.get(0).startsWith("failed "), lines.toString());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void plainHttpLoadsFewClassesAndNoneOfTlsOrGrpc() throws Exception {
    HttpServer server = serve(HttpServer.create(loopback(), 0));
    try {
      List<String> ours = new ArrayList<>();
      for (String line : run(List.of("-Xlog:class+load"), "http", address("http", server))) {
        int at = line.indexOf(TRANSPORT);
        if (at >= 0) {
          ours.add(line.substring(at + TRANSPORT.length(), line.indexOf(' ', at)));
        }
      }

      assertTrue(ours.contains("HttpClient"), ours.toString());
      assertTrue(!ours.contains("Tls") && !ours.contains("Http2Frames"), ours.toString());
      assertTrue(ours.size() <= 13, ours.toString());
    } finally {
      server.stop(0);
    }
  }

  private HttpServer serve(HttpServer server) {
    server.createContext(
        "/",
        exchange -> {
          sizes.add(exchange.getRequestBody().readAllBytes().length);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String address(String scheme, HttpServer server) {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/v1/metrics";
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static List<String> host(String... args) throws Exception {
    return run(List.of(), args);
  }

  private static List<String> run(List<String> options, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(HOSTILE.toString());
    command.add(OneExport.class.getName());
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.lines().toList();
  }
}
