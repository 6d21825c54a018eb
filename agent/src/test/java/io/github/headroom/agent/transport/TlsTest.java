package io.github.headroom.agent.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Collections;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final RetrySchedule FIVE_QUICK = new RetrySchedule(5, 1_000_000, 2_000_000, 1.5);

  @TempDir private static Path directory;

  @Test
  void aTrustedServerIsTalkedToOnOneConnection() throws Exception {
    Path store = Certificates.forLoopback(directory, "trusted");
    try (ScriptedServer server = https(store, null)) {
      HttpClient client = client(server, Certificates.context(null, store));

      assertEquals(200, post(client).status());
      assertEquals(200, post(client).status());
      assertEquals(1, server.connections.get());
    }
  }

  @Test
  void sessionsOfServersThatDoNotKnowEachOthersTicketsAreForgotten() throws Exception {
    Path store = Certificates.forLoopback(directory, "trusted");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      trusted.load(in, "changeit".toCharArray());
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = Tls.newContext(null, factory.getTrustManagers());
    for (int i = 0; i < 30; i++) {
      try (ScriptedServer server = https(store, null)) {
        assertEquals(200, post(client(server, context)).status());
      }
    }

    int remembered = Collections.list(context.getClientSessionContext().getIds()).size();
    assertTrue(remembered >= 1 && remembered < 10, remembered + " sessions of 30");
  }

  @Test
  void aServerNobodyVouchesForIsLeftAtTheFirstAttempt() throws Exception {
    Path store = Certificates.forLoopback(directory, "unknown");
    try (ScriptedServer server = https(store, null)) {
      HttpClient client = client(server, null);

      assertThrows(SSLException.class, () -> post(client));
      assertEquals(1, server.connections.get());
      assertTrue(server.requests.isEmpty());
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    Path store = Certificates.forAnotherName(directory);
    try (ScriptedServer server = https(store, null)) {
      HttpClient client = client(server, Certificates.context(null, store));

      assertThrows(SSLException.class, () -> post(client));
      assertTrue(server.requests.isEmpty());
    }
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    Path store = Certificates.expired(directory);
    try (ScriptedServer server = https(store, null)) {
      HttpClient client = client(server, Certificates.context(null, store));

      SSLException thrown = assertThrows(SSLException.class, () -> post(client));
      assertTrue(String.valueOf(thrown.getMessage()).contains("validity"), thrown.toString());
    }
  }

  @Test
  void aServerThatWantsACertificateGetsIt() throws Exception {
    Path store = Certificates.forLoopback(directory, "server");
    Path mine = Certificates.forLoopback(directory, "client");
    try (ScriptedServer server = https(store, mine)) {
      assertEquals(200, post(client(server, Certificates.context(mine, store))).status());
    }
  }

  @Test
  void aServerThatWantsACertificateRefusesWithoutOne() throws Exception {
    Path store = Certificates.forLoopback(directory, "server");
    Path mine = Certificates.forLoopback(directory, "server");
    try (ScriptedServer server = https(store, mine)) {
      HttpClient client = client(server, Certificates.context(null, store));

      assertThrows(IOException.class, () -> post(client));
      assertTrue(server.requests.isEmpty());
    }
  }

  @Test
  void aPlainServerIsNotTakenForATlsOne() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              out.flush();
              in.readAllBytes();
            })) {
      HttpClient client = client(server, null);

      assertThrows(SSLException.class, () -> post(client));
    }
  }

  @Test
  void aHandshakeThatDripsIsLeftWhenTheTimeIsOver() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (script, in, out) -> {
              // The head of a handshake record of 16000 bytes, which are then sent one by one.
              out.write(new byte[] {22, 3, 3, 62, (byte) 128});
              while (true) {
                out.write(0);
                out.flush();
                Thread.sleep(20);
              }
            })) {
      HttpClient client = client(server, null);

      IOException thrown =
          assertThrows(
              IOException.class, () -> client.post(body(), Map.of(), MILLISECONDS.toNanos(400)));
      assertTrue(
          thrown instanceof SocketTimeoutException
              || thrown.getCause() instanceof SocketTimeoutException,
          thrown.toString());
    }
  }

  @Test
  void aServerThatOnlyKnowsTls12IsReached() throws Exception {
    Path store = Certificates.forLoopback(directory, "server");
    SSLServerSocket listener = listener(store, null);
    listener.setEnabledProtocols(new String[] {"TLSv1.2"});
    try (ScriptedServer server = new ScriptedServer(listener, ScriptedServer.answerAll(OK))) {
      assertEquals(200, post(client(server, Certificates.context(null, store))).status());
    }
  }

  @Test
  void grpcAgreesToHttp2ByAlpnAndShowsItsCertificate() throws Exception {
    Path store = Certificates.forLoopback(directory, "server");
    Path mine = Certificates.forLoopback(directory, "client");
    SslContext tls =
        GrpcSslContexts.configure(SslContextBuilder.forServer(Certificates.keys(store)))
            .trustManager(Certificates.trust(mine))
            .clientAuth(ClientAuth.REQUIRE)
            .build();
    try (GrpcServer server = GrpcServer.echo(tls)) {
      GrpcClient client = grpc(server.port(), Certificates.context(mine, store));

      assertEquals(0, client.call(body(), Map.of(), SECONDS.toNanos(30)).status());
      assertEquals(0, client.call(body(), Map.of(), SECONDS.toNanos(30)).status());
      assertEquals(2, server.requests.size());
    }
  }

  @Test
  void grpcOverTlsRefusesAServerWithoutAlpn() throws Exception {
    Path store = Certificates.forLoopback(directory, "server");
    try (ScriptedServer server = https(store, null)) {
      GrpcClient client = grpc(server.port(), Certificates.context(null, store));

      assertEquals(
          "TLS: expected the server to agree to h2, found ",
          assertThrows(IOException.class, () -> client.call(body(), Map.of(), SECONDS.toNanos(30)))
              .getMessage());
    }
  }

  private static SSLServerSocket listener(Path store, Path clientsTrusted) throws Exception {
    return (SSLServerSocket)
        Certificates.context(store, clientsTrusted)
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static ScriptedServer https(Path store, Path clientsTrusted) throws Exception {
    SSLServerSocket listener = listener(store, clientsTrusted);
    listener.setNeedClientAuth(clientsTrusted != null);
    return new ScriptedServer(listener, ScriptedServer.answerAll(OK));
  }

  private static HttpClient client(ScriptedServer server, SSLContext context) {
    return Clients.http(connector(server.port(), context), FIVE_QUICK);
  }

  private static GrpcClient grpc(int port, SSLContext context) {
    return Clients.grpc(connector(port, context), FIVE_QUICK);
  }

  private static Connector connector(int port, SSLContext context) {
    return Clients.connector("https://127.0.0.1:" + port, context);
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
