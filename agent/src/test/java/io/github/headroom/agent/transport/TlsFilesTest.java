package io.github.headroom.agent.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.log.Hostile;
import io.github.headroom.agent.log.LoggedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Keys and certificates made by openssl (src/test/resources/pem), and the contexts made from them.
 */
@Timeout(60)
class TlsFilesTest {

  private static final Path PEM = Path.of("src/test/resources/pem");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  @TempDir private static Path servers;
  private static Path server;

  @TempDir private Path directory;

  private final CapturedLog captured = new CapturedLog(AgentLog.Level.INFO);
  private final List<String> clients = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void makeServer() throws Exception {
    server = Certificates.forLoopback(servers, "server");
    Files.write(servers.resolve("server.crt"), Certificates.pem(server));
  }

  @ParameterizedTest
  @CsvSource({
    "rsa-pkcs8.pem, rsa.crt, CN=rsa",
    "rsa-pkcs1.pem, rsa.crt, CN=rsa",
    "rsa-pkcs1.pem, rsa-with-text.crt, CN=rsa",
    "rsa-key-and-certificate.pem, rsa-key-and-certificate.pem, CN=rsa",
    "ec-pkcs8.pem, ec.crt, CN=ec",
    "ec-sec1.pem, ec.crt, CN=ec",
    "ec-sec1-with-parameters.pem, ec.crt, CN=ec",
    "ed25519.pem, ed25519.crt, CN=ed25519",
    "rsa-pss.pem, rsa-pss.crt, CN=rsa-pss"
  })
  void aKeyThatOpensslMakesIsShownToTheServer(String key, String chain, String name)
      throws Exception {
    try (ScriptedServer listening = https()) {
      HttpClient client = client(listening, PEM.resolve(key), PEM.resolve(chain));

      assertEquals(200, post(client).status());
      assertEquals(List.of(name), clients);
      assertEquals("", captured.text());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rsa-pkcs8-encrypted.pem | without a passphrase, found one that is encrypted; openssl pkey"
            + " -in KEY -out NEW.pem",
        "rsa-pkcs1-encrypted.pem | without a passphrase, found one that is encrypted; openssl pkey"
            + " -in KEY -out NEW.pem",
        "rsa-public.pem | expected a private key, found PUBLIC KEY",
        "rsa.crt | expected a private key, found CERTIFICATE",
        "rsa-key.der | expected PEM (a line -----BEGIN ...), found binary data (DER); openssl pkey"
            + " -inform der -in KEY -out NEW.pem",
        "rsa-certificate.der | found binary data (DER); openssl x509 -inform der -in KEY -out"
            + " NEW.pem",
        "rsa.p12 | found a key store (PKCS #12); openssl pkcs12 -in KEY -nodes -out NEW.pem",
        "openssh.pem | found one of OpenSSH; ssh-keygen -p -N '' -m pkcs8 -f a copy of KEY",
        "ec-sec1-explicit-curve.pem | expected the name of a curve in the EC PRIVATE KEY, found"
            + " none; openssl pkey -in KEY",
        "x25519.pem | expected a private key of RSA, EC, Ed25519 or Ed448, found another",
        "another.pem | expected the key of the first certificate in CHAIN, found the key of"
            + " another",
        "make.sh | expected PEM (a line -----BEGIN ...), found other text"
      })
  void aKeyThatCannotBeUsedIsNamedWithWhatMakesOneOfIt(String key, String what) {
    Path file = PEM.resolve(key);
    TlsFiles files = files(file, PEM.resolve("rsa.crt"));

    assertThrows(LoggedException.class, files::context);
    String line = captured.lines().get(0);
    String start = "[headroom] ERROR otel.exporter.otlp.client.key: " + file + ": ";
    assertTrue(line.startsWith(start), line);
    String wanted = what.replace("KEY", "\u0000").replace("EC PRIVATE \u0000", "EC PRIVATE KEY");
    wanted = wanted.replace("PUBLIC \u0000", "PUBLIC KEY").replace("\u0000", file.toString());
    assertTrue(line.contains(wanted.replace("CHAIN", PEM.resolve("rsa.crt").toString())), line);
    assertTrue(line.endsWith("; nothing is exported; it is tried again at each export"), line);
  }

  /** A curve that the JDK has had no more since 16. */
  @Test
  void aKeyThatThisJavaCannotSignWithHasItsOwnMessage() {
    TlsFiles files = files(PEM.resolve("ec-secp256k1.pem"), PEM.resolve("ec-secp256k1.crt"));

    assertThrows(LoggedException.class, files::context);
    String line = captured.lines().get(0);
    assertTrue(
        line.contains("expected a private key that this Java can sign with, found one of EC ("),
        line);
    assertTrue(line.contains("openssl genpkey -algorithm EC "), line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rsa-trusted.pem | expected a certificate, found TRUSTED CERTIFICATE; openssl x509 -in FILE"
            + " -out NEW.pem",
        "rsa-pkcs8.pem | expected a certificate, found PRIVATE KEY",
        "rsa.p7b | expected a certificate, found PKCS7; openssl pkcs7 -print_certs -in FILE -out"
            + " NEW.pem",
        "rsa-certificate.der | found binary data (DER); openssl x509 -inform der -in FILE -out"
            + " NEW.pem"
      })
  void aCertificateThatCannotBeUsedIsNamed(String name, String what) {
    Path file = PEM.resolve(name);

    assertThrows(LoggedException.class, trusting(file)::context);
    String line = captured.lines().get(0);
    String start = "[headroom] ERROR otel.exporter.otlp.certificate: " + file + ": ";
    assertTrue(line.startsWith(start) && line.contains(what.replace("FILE", file + "")), line);
  }

  @Test
  void everyCutOfAFileIsNamedAndNoneThrowsAnythingElse() throws Exception {
    byte[] whole = Files.readAllBytes(PEM.resolve("ec-sec1-with-parameters.pem"));
    Path file = directory.resolve("cut.pem");
    for (int length = 0; length < whole.length - 30; length += 7) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThrows(LoggedException.class, files(file, PEM.resolve("ec.crt"))::context);
    }
    for (String line : captured.lines()) {
      assertTrue(line.startsWith("[headroom] ERROR otel.exporter.otlp.client.key: "), line);
    }
  }

  @Test
  void everyDamageOfAKeyIsNamedAndNoneThrowsAnythingElse() throws Exception {
    String[] lines = Files.readString(PEM.resolve("ec-sec1.pem")).split("\n", -1);
    byte[] der = java.util.Base64.getMimeDecoder().decode(lines[1] + lines[2] + lines[3]);
    Path file = directory.resolve("damaged.pem");
    for (int i = 0; i < der.length; i++) {
      for (int damage : new int[] {0xff, 0x80, 0x7f}) {
        byte[] damaged = der.clone();
        damaged[i] ^= (byte) damage;
        String text = java.util.Base64.getEncoder().encodeToString(damaged);
        String label = "EC PRIVATE KEY-----\n";
        Files.writeString(file, "-----BEGIN " + label + text + "\n-----END " + label);
        try {
          files(file, PEM.resolve("ec.crt")).context();
        } catch (LoggedException e) {
          assertTrue(e.getMessage().startsWith("otel.exporter.otlp.client.key: "), e::toString);
        }
      }
    }
  }

  @Test
  void aFileThatIsMissingAtFirstIsTakenWhenItIsThere() throws Exception {
    Path trusted = directory.resolve("ca.crt");
    try (ScriptedServer listening = https()) {
      HttpClient client = client(listening, trusting(trusted));
      for (int i = 0; i < 3; i++) {
        assertThrows(LoggedException.class, () -> post(client));
      }
      Files.copy(servers.resolve("server.crt"), trusted);

      assertEquals(200, post(client).status());
      assertEquals(
          List.of(
              "[headroom] ERROR otel.exporter.otlp.certificate: "
                  + trusted
                  + ": there is no such file; nothing is exported; it is tried again at each"
                  + " export",
              "[headroom] INFO the files for TLS can be used again"),
          captured.lines());
    }
  }

  @Test
  void aFifoHoldsUpNobody() throws Exception {
    Path fifo = directory.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());

    assertThrows(LoggedException.class, trusting(fifo)::context);
    assertTrue(captured.text().contains(": expected a regular file, found"), captured::text);
  }

  @Test
  void aFileWithoutEndIsNotRead() throws Exception {
    Path large = directory.resolve("large");
    try (var channel =
        java.nio.channels.FileChannel.open(
            large,
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[] {1}), 1L << 32);
    }

    assertThrows(LoggedException.class, trusting(large)::context);
    assertTrue(
        captured.text().contains("expected at most 1048576 bytes, found more"), captured::text);
  }

  @Test
  void filesThatDoNotChangeKeepTheConnection() throws Exception {
    try (ScriptedServer listening = https()) {
      HttpClient client = client(listening, PEM.resolve("rsa-pkcs8.pem"), PEM.resolve("rsa.crt"));
      post(client);
      post(client);

      assertEquals(1, listening.connections.get());
    }
  }

  /** Like the kubelet: ..data is a link to a dated directory and is replaced. */
  @Test
  void aRotatedVolumeIsReadAnewAndTheNextExportShowsTheNewCertificate() throws Exception {
    publish("1", "rsa-pkcs8.pem", "rsa.crt");
    Files.createSymbolicLink(directory.resolve("tls.key"), Path.of("..data/tls.key"));
    Files.createSymbolicLink(directory.resolve("tls.crt"), Path.of("..data/tls.crt"));
    try (ScriptedServer listening = https()) {
      HttpClient client =
          client(listening, directory.resolve("tls.key"), directory.resolve("tls.crt"));
      post(client);
      publish("2", "ec-sec1.pem", "ec.crt");
      post(client);
      post(client);

      assertEquals(List.of("CN=rsa", "CN=ec"), clients);
      assertEquals(2, listening.connections.get());
      assertEquals("", captured.text());
    }
  }

  @Test
  void halfARotationLeavesWhatWasReadBeforeInUse() throws Exception {
    Path key = Files.copy(PEM.resolve("rsa-pkcs8.pem"), directory.resolve("tls.key"));
    Path chain = Files.copy(PEM.resolve("rsa.crt"), directory.resolve("tls.crt"));
    TlsFiles files = files(key, chain);
    SSLContext before = files.context();
    Files.copy(PEM.resolve("another.pem"), key, StandardCopyOption.REPLACE_EXISTING);

    assertSame(before, files.context());
    assertSame(before, files.context());
    assertEquals(
        List.of(
            "[headroom] WARN otel.exporter.otlp.client.key: "
                + key
                + ": expected the key of the first certificate in "
                + chain
                + ", found the key of another; the previous files stay in use; it is tried again at"
                + " each export"),
        captured.lines());
    Files.copy(PEM.resolve("another.crt"), chain, StandardCopyOption.REPLACE_EXISTING);
    assertNotSame(before, files.context());
  }

  @ParameterizedTest
  @EnumSource
  void aNameFromOutsideIsTamed(Hostile hostile) {
    assertThrows(LoggedException.class, trusting("/nowhere/" + hostile.text)::context);
    hostile.assertTamed(captured.text(), 1);
  }

  @Test
  void linesAreBounded() throws IOException {
    Path file = directory.resolve("ca.crt");
    TlsFiles files = trusting(file);
    for (int i = 0; i < 100; i++) {
      assertThrows(LoggedException.class, files::context);
      Files.writeString(file, "text");
      assertThrows(LoggedException.class, files::context);
      Files.delete(file);
    }
    assertEquals(20, captured.lines().size());
  }

  private void publish(String time, String key, String chain) throws IOException {
    Path now = Files.createDirectory(directory.resolve(".." + time));
    Files.copy(PEM.resolve(key), now.resolve("tls.key"));
    Files.copy(PEM.resolve(chain), now.resolve("tls.crt"));
    Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), now.getFileName());
    Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private TlsFiles files(Path key, Path chain) {
    return new TlsFiles(
        captured.log(),
        "nothing is exported",
        new PemFile("otel.exporter.otlp.certificate", servers.resolve("server.crt").toString()),
        new PemFile("otel.exporter.otlp.client.key", key.toString()),
        new PemFile("otel.exporter.otlp.client.certificate", chain.toString()));
  }

  private TlsFiles trusting(Object file) {
    PemFile trusted = new PemFile("otel.exporter.otlp.certificate", file.toString());
    return new TlsFiles(captured.log(), "nothing is exported", trusted, null, null);
  }

  private HttpClient client(ScriptedServer listening, Path key, Path chain) {
    return client(listening, files(key, chain));
  }

  private static HttpClient client(ScriptedServer listening, @Nullable TlsFiles files) {
    Connector connector = Clients.connector("https://127.0.0.1:" + listening.port());
    HttpClient client = Clients.http(connector, RetrySchedule.never());
    client.with(files);
    return client;
  }

  private static HttpReply post(HttpClient client) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write('b');
    return client.post(body, Map.of(), SECONDS.toNanos(30));
  }

  /** Accepts every client and records its name. */
  private ScriptedServer https() throws Exception {
    X509TrustManager anybody =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {
            clients.add(chain[0].getSubjectX500Principal().getName());
          }

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(Certificates.keys(server).getKeyManagers(), new TrustManager[] {anybody}, null);
    SSLServerSocket listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener.setWantClientAuth(true);
    return new ScriptedServer(listener, ScriptedServer.answerAll(OK));
  }
}
