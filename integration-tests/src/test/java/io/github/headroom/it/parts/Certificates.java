package io.github.headroom.it.parts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Fresh certificates as PEM files: an authority, and a server's (127.0.0.1) and a client's by it.
 */
public final class Certificates {

  private static final String PASSWORD = "changeit";
  private static final int KEYTOOL_SECONDS = 60;

  private static Certificates all;

  private final Path directory;

  private Certificates(Path directory) {
    this.directory = directory;
  }

  /** Made by the JDK's keytool, which takes its time: once for all tests of this JVM. */
  public static synchronized Certificates get() throws IOException {
    if (all == null) {
      Path directory = Files.createTempDirectory("headroom-it-certificates");
      all = make(directory);
      try (Stream<Path> files = Files.list(directory)) {
        directory.toFile().deleteOnExit();
        files.forEach(file -> file.toFile().deleteOnExit());
      }
    }
    return all;
  }

  private static Certificates make(Path directory) throws IOException {
    Certificates made = new Certificates(directory);
    made.keytool(
        "-genkeypair", "-alias", "authority", "-dname", "CN=Headroom tests", "-ext", "bc:c");
    made.pem("authority", made.export("authority"));
    made.issue("server", "san=ip:127.0.0.1,dns:localhost");
    made.issue("client", "eku=clientAuth");
    return made;
  }

  public Path authority() {
    return directory.resolve("authority.pem");
  }

  /** The certificate of {@code server} or {@code client}. */
  public Path certificate(String name) {
    return directory.resolve(name + ".pem");
  }

  /** The private key (PKCS #8) of {@code server} or {@code client}. */
  public Path key(String name) {
    return directory.resolve(name + ".key");
  }

  /** Trusts the authority alone. */
  public SSLContext trusting() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(authority())) {
      Certificate authority = CertificateFactory.getInstance("X.509").generateCertificate(in);
      store.setCertificateEntry("authority", authority);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** Serves with the server's key and certificate. */
  public SSLContext serving() throws IOException, GeneralSecurityException {
    char[] password = PASSWORD.toCharArray();
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store())) {
      made.load(in, password);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(certificate("server"))) {
      Certificate server = CertificateFactory.getInstance("X.509").generateCertificate(in);
      store.setKeyEntry(
          "server", made.getKey("server", password), password, new Certificate[] {server});
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private void issue(String name, String extension) throws IOException {
    keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name);
    Path request = directory.resolve(name + ".request");
    keytool("-certreq", "-alias", name, "-file", request.toString());
    keytool(
        "-gencert",
        "-alias",
        "authority",
        "-infile",
        request.toString(),
        "-outfile",
        certificate(name).toString(),
        "-rfc",
        "-ext",
        extension);
    try (InputStream in = Files.newInputStream(store())) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      byte[] key = keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
      Files.writeString(key(name), encode("PRIVATE KEY", key));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private byte[] export(String alias) throws IOException {
    Path file = directory.resolve(alias + ".der");
    keytool("-exportcert", "-alias", alias, "-file", file.toString());
    return Files.readAllBytes(file);
  }

  private void pem(String name, byte[] certificate) throws IOException {
    Files.writeString(directory.resolve(name + ".pem"), encode("CERTIFICATE", certificate));
  }

  private static String encode(String type, byte[] der) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN "
        + type
        + "-----\n"
        + lines.encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  private Path store() {
    return directory.resolve("keys.p12");
  }

  private void keytool(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store().toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD));
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
    }
    Path log = directory.resolve("keytool.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(command + ": " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
