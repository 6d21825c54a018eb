package io.github.headroom.agent.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Key stores made by the JDK's keytool, with one key pair each. */
public final class Certificates {

  private static final char[] PASSWORD = "changeit".toCharArray();

  /** Cached by name, because each keytool starts a JVM. */
  private static final Map<String, byte[]> MADE = new ConcurrentHashMap<>();

  private Certificates() {}

  /** Returns a certificate for 127.0.0.1 and localhost that is valid now. */
  public static Path forLoopback(Path directory, String name) throws Exception {
    return make(directory, name, "ip:127.0.0.1,dns:localhost");
  }

  /** Returns a certificate for a name that no test connects to. */
  static Path forAnotherName(Path directory) throws Exception {
    return make(directory, "other-name", "dns:elsewhere.example");
  }

  /**
   * Returns a certificate for 127.0.0.1 that was valid for a day a month ago. Another one has
   * signed it, because the JDK does not check the dates of a certificate that is itself trusted.
   */
  static Path expired(Path directory) throws Exception {
    Path store = directory.resolve("expired.p12");
    keytool(store, "-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=ca", "-ext", "bc");
    keytool(
        store,
        "-genkeypair",
        "-alias",
        "key",
        "-keyalg",
        "EC",
        "-dname",
        "CN=expired",
        "-signer",
        "ca",
        "-ext",
        "san=ip:127.0.0.1",
        "-startdate",
        "-30d",
        "-validity",
        "1");
    keytool(store, "-delete", "-alias", "ca");
    return store;
  }

  private static Path make(Path directory, String name, String san) throws Exception {
    Path store = directory.resolve(name + ".p12");
    byte[] made = MADE.get(name);
    if (made == null) {
      generate(store, name, san);
      MADE.put(name, Files.readAllBytes(store));
      return store;
    }
    return Files.write(store, made);
  }

  private static void generate(Path store, String name, String san) throws Exception {
    keytool(
        store,
        "-genkeypair",
        "-alias",
        "key",
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=" + san);
  }

  private static void keytool(Path store, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    for (String of : new String[] {"keyPbe", "certPbe", "mac"}) { // 10,000 each, at each load again
      command.add("-J-Dkeystore.pkcs12." + of + "IterationCount=1");
    }
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "-storetype",
            "PKCS12",
            "-storepass",
            new String(PASSWORD),
            "-keystore",
            store.toString()));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + output);
    }
  }

  /**
   * Returns a context with the key of one store that trusts the certificate of the other. Either
   * may be null.
   */
  public static SSLContext context(Path key, Path trusted) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        key == null ? null : keys(key).getKeyManagers(),
        trusted == null ? null : trust(trusted).getTrustManagers(),
        null);
    return context;
  }

  /** Returns the certificate in PEM, as exporters are configured with it. */
  public static byte[] pem(Path store) throws Exception {
    byte[] certificate = load(store).getCertificate("key").getEncoded();
    String base64 = Base64.getMimeEncoder().encodeToString(certificate);
    return ("-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the private key in PEM (PKCS #8). */
  public static byte[] keyPem(Path store) throws Exception {
    byte[] key = load(store).getKey("key", PASSWORD).getEncoded();
    String base64 = Base64.getMimeEncoder().encodeToString(key);
    return ("-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  static KeyManagerFactory keys(Path store) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load(store), PASSWORD);
    return keys;
  }

  static TrustManagerFactory trust(Path store) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    Certificate[] chain = load(store).getCertificateChain("key");
    trusted.setCertificateEntry("trusted", chain[chain.length - 1]);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return trust;
  }

  private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, PASSWORD);
    }
    return loaded;
  }
}
