package io.github.headroom.agent.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Proxies from the JVM's properties. Names end in .invalid, so that only the proxy can reach them.
 */
// HTTP's lines end with CR LF, text blocks with LF.
@SuppressWarnings("StringConcatToTextBlock")
@Isolated("the system properties of proxies are the process's")
@Timeout(60)
class ProxyTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final RetrySchedule ONCE = RetrySchedule.never();

  @TempDir private static Path directory;

  @AfterEach
  void clear() {
    for (String name :
        List.of(
            "http.proxyHost",
            "http.proxyPort",
            "https.proxyHost",
            "https.proxyPort",
            "http.nonProxyHosts",
            "socksProxyHost",
            "socksProxyPort",
            "java.net.socks.username",
            "java.net.socks.password")) {
      System.clearProperty(name);
    }
  }

  @Test
  void anHttpProxyIsAskedForTheWholeAddress() throws IOException {
    try (ScriptedServer proxy = new ScriptedServer(ScriptedServer.answerAll(OK))) {
      useProxy("http", proxy);

      assertEquals(200, post(http("http://collector.invalid:4318/v1/metrics", null)).status());
      assertTrue(
          proxy
              .requests
              .get(0)
              .startsWith(
                  "POST http://collector.invalid:4318/v1/metrics HTTP/1.1\r\n"
                      + "Host: collector.invalid:4318\r\n"),
          proxy.requests.get(0));
    }
  }

  @Test
  void aHostOnTheListIsReachedDirectly() throws IOException {
    try (ScriptedServer proxy = new ScriptedServer(ScriptedServer.answerAll(OK));
        ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(OK))) {
      useProxy("http", proxy);
      System.setProperty("http.nonProxyHosts", "127.0.0.*");

      assertEquals(200, post(http("http://127.0.0.1:" + server.port(), null)).status());
      assertEquals(0, proxy.connections.get());
    }
  }

  @Test
  void aProxyThatIsSetLaterIsUsedByTheNextConnection() throws IOException {
    try (ScriptedServer proxy = new ScriptedServer(ScriptedServer.answerAll(OK))) {
      HttpClient client = http("http://collector.invalid:4318/", null);
      useProxy("http", proxy);

      assertEquals(200, post(client).status());
    }
  }

  @Test
  void httpsGoesThroughATunnel() throws Exception {
    Path store = Certificates.forLoopback(directory, "server");
    SSLContext context = Certificates.context(store, null);
    try (ScriptedServer server =
            new ScriptedServer(
                context
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                ScriptedServer.answerAll(OK));
        ScriptedServer proxy = new ScriptedServer(tunnelTo(server.port()))) {
      useProxy("https", proxy);
      System.setProperty("http.nonProxyHosts", "");
      HttpClient client =
          http("https://localhost:" + server.port(), Certificates.context(null, store));

      assertEquals(200, post(client).status());
      assertEquals(
          "CONNECT localhost:"
              + server.port()
              + " HTTP/1.1\r\nHost: localhost:"
              + server.port()
              + "\r\n\r\n",
          proxy.requests.get(0));
      assertTrue(server.requests.get(0).startsWith("POST / HTTP/1.1\r\n"));
    }
  }

  @Test
  void grpcGoesThroughATunnelEvenWithoutTls() throws IOException {
    try (GrpcServer server = GrpcServer.echo();
        ScriptedServer proxy = new ScriptedServer(tunnelTo(server.port()))) {
      useProxy("http", proxy);
      GrpcClient client =
          Clients.grpc(Clients.connector("http://collector.invalid:4317", null), ONCE);

      assertEquals(0, client.call(body(), Map.of(), SECONDS.toNanos(30)).status());
    }
  }

  @Test
  void aRefusedTunnelIsReportedWithTheProxysAnswer() throws IOException {
    try (ScriptedServer proxy =
        new ScriptedServer(
            ScriptedServer.answerAll("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"))) {
      useProxy("https", proxy);
      HttpClient client = http("https://collector.invalid", null);

      assertEquals(
          "proxy: CONNECT collector.invalid:443: expected 200, found 407 Proxy Authentication"
              + " Required",
          assertThrows(IOException.class, () -> post(client)).getMessage());
    }
  }

  @Test
  void aSocksProxyResolvesTheName() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(OK));
        ScriptedServer proxy = new ScriptedServer(socksTo(server.port(), 0))) {
      useSocks(proxy);

      assertEquals(200, post(http("http://collector.invalid:4318/", null)).status());
      assertEquals("collector.invalid:4318", proxy.requests.get(0));
      assertTrue(server.requests.get(0).startsWith("POST / HTTP/1.1\r\n"));
    }
  }

  @Test
  void aSocksProxyIsGivenThePasswordOfTheProperties() throws IOException {
    System.setProperty("java.net.socks.username", "me");
    System.setProperty("java.net.socks.password", "secret");
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAll(OK));
        ScriptedServer proxy = new ScriptedServer(socksTo(server.port(), 2))) {
      useSocks(proxy);

      assertEquals(200, post(http("http://collector.invalid:4318/", null)).status());
      assertEquals("me secret", proxy.requests.get(0));
    }
  }

  @Test
  void aSocksProxyThatWantsAPasswordNobodySetRefuses() throws IOException {
    try (ScriptedServer proxy = new ScriptedServer(socksTo(1, 2))) {
      useSocks(proxy);
      HttpClient client = http("http://collector.invalid:4318/", null);

      assertEquals(
          "SOCKS proxy: authentication method: expected 0, found 2",
          assertThrows(IOException.class, () -> post(client)).getMessage());
    }
  }

  private static ScriptedServer.Step tunnelTo(int port) {
    return (script, in, out) -> {
      script.readRequest(in);
      out.write("HTTP/1.1 200 Connected\r\nVia: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      pump(in, out, port);
    };
  }

  /** Returns a SOCKS 5 proxy that requires that method of authentication. */
  private static ScriptedServer.Step socksTo(int port, int method) {
    return (script, in, out) -> {
      DataInputStream data = new DataInputStream(in);
      data.readByte();
      data.skipNBytes(data.readUnsignedByte());
      out.write(new byte[] {5, (byte) method});
      if (method == 2) {
        data.readByte();
        script.requests.add(text(data) + " " + text(data));
        out.write(new byte[] {1, 0});
      }
      data.skipNBytes(4);
      script.requests.add(text(data) + ":" + data.readUnsignedShort());
      out.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
      pump(in, out, port);
    };
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
  }

  private static void pump(InputStream in, OutputStream out, int port) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      Thread back =
          new Thread(
              () -> {
                try {
                  copy(socket.getInputStream(), out);
                } catch (IOException e) {
                  // Either end has closed the connection.
                }
              });
      back.setDaemon(true);
      back.start();
      copy(in, socket.getOutputStream());
    }
  }

  private static void copy(InputStream in, OutputStream out) throws IOException {
    byte[] bytes = new byte[8192];
    int n = in.read(bytes);
    while (n >= 0) {
      out.write(bytes, 0, n);
      out.flush();
      n = in.read(bytes);
    }
  }

  private static void useProxy(String scheme, ScriptedServer proxy) {
    System.setProperty(scheme + ".proxyHost", "127.0.0.1");
    System.setProperty(scheme + ".proxyPort", String.valueOf(proxy.port()));
  }

  private static void useSocks(ScriptedServer proxy) {
    System.setProperty("socksProxyHost", "127.0.0.1");
    System.setProperty("socksProxyPort", String.valueOf(proxy.port()));
  }

  private static HttpClient http(String address, SSLContext context) {
    return Clients.http(Clients.connector(address, context), ONCE);
  }

  private static HttpReply post(HttpClient client) throws IOException {
    return client.post(body(), Map.of(), SECONDS.toNanos(30));
  }

  private static ByteArrayOutputStream body() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write('b');
    return body;
  }
}
