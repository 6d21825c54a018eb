package io.github.headroom.agent.transport;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.LoggedException;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.transport.PemFile.Block;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates the SSLContext from the files in the certificate settings. They are checked before each
 * export, on the export thread. A missing file is tried again, and a changed file is read again. If
 * the new files cannot be used, the old context stays in use.
 */
public final class TlsFiles {

  /** The most lines about these files in the life of the JVM. */
  private static final int MOST_LINES = 20;

  private static final String AGAIN = "; it is tried again at each export";
  private static final char[] NO_PASSWORD = new char[0];

  private final AgentLog log;
  private final String without;
  private final @Nullable PemFile trusted;
  private final @Nullable PemFile key;
  private final @Nullable PemFile chain;
  private @Nullable SSLContext context;
  private String stamp = "";
  private String problem = "";
  private int lines;

  /**
   * @param without the consequence while there is no context, such as "nothing is exported"
   * @param trusted the certificate authorities; null for those of the JDK
   * @param key the client's private key. Null if and only if chain is null: the client sends no
   *     certificate
   * @param chain the client's certificate and those that signed it
   */
  public TlsFiles(
      AgentLog log,
      String without,
      @Nullable PemFile trusted,
      @Nullable PemFile key,
      @Nullable PemFile chain) {
    this.log = log;
    this.without = without;
    this.trusted = trusted;
    this.key = key;
    this.chain = chain;
  }

  /**
   * Returns the context for the current files. It is the same object while they are unchanged.
   *
   * @throws LoggedException if there is no context yet. The reason has been logged
   */
  SSLContext context() throws LoggedException {
    String now = stamps();
    SSLContext current = context;
    if (current != null && problem.isEmpty() && now.equals(stamp)) {
      return current;
    }
    try {
      SSLContext made = make();
      if (!problem.isEmpty()) {
        log(AgentLog.Level.INFO, "the files for TLS can be used again");
      }
      problem = "";
      stamp = now;
      context = made;
      return made;
    } catch (PemException e) {
      failed(String.valueOf(e.getMessage()), current != null);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      failed("the files for TLS cannot be used (" + Printable.thrown(e) + ")", current != null);
    }
    if (current == null) {
      throw new LoggedException(problem);
    }
    return current;
  }

  private void failed(String what, boolean before) {
    if (!what.equals(problem)) {
      problem = what;
      if (before) {
        log(AgentLog.Level.WARN, what + "; the previous files stay in use" + AGAIN);
      } else {
        log(AgentLog.Level.ERROR, what + "; " + without + AGAIN);
      }
    }
  }

  private void log(AgentLog.Level level, String text) {
    if (lines++ >= MOST_LINES) {
      return;
    }
    if (level == AgentLog.Level.ERROR) {
      log.error(text);
    } else if (level == AgentLog.Level.WARN) {
      log.warn(text);
    } else {
      log.info(text);
    }
  }

  private String stamps() {
    return stamp(trusted) + stamp(key) + stamp(chain);
  }

  private static String stamp(@Nullable PemFile file) {
    return file == null ? "" : file.stamp();
  }

  private SSLContext make() throws IOException, GeneralSecurityException {
    TrustManager[] trust = trusted == null ? null : trust(trusted);
    KeyManager[] keys = key == null || chain == null ? null : keys(key, chain);
    return Tls.newContext(keys, trust);
  }

  private static TrustManager[] trust(PemFile file) throws IOException, GeneralSecurityException {
    KeyStore store = store();
    List<Certificate> certificates = certificates(file);
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("trusted" + i, certificates.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(PemFile keyFile, PemFile chainFile)
      throws IOException, GeneralSecurityException {
    PrivateKey key = PemKey.of(keyFile, keyFile.read());
    List<Certificate> chain = certificates(chainFile);
    if (!belong(keyFile, key, chain.get(0).getPublicKey())) {
      throw keyFile.wrong(
          "expected the key of the first certificate in "
              + (Printable.path(chainFile.file) + ", found the key of another"));
    }
    KeyStore store = store();
    store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  /**
   * In memory alone. PKCS12 derives a secret by 10,000 rounds of HMAC to encrypt a key, and once
   * more to hand it on: 0.1 s of a JVM that has just started.
   */
  private static KeyStore store() throws IOException, GeneralSecurityException {
    KeyStore store;
    try {
      store = KeyStore.getInstance("JKS");
    } catch (KeyStoreException e) { // where only FIPS 140 algorithms are allowed
      store = KeyStore.getInstance("PKCS12");
    }
    store.load(null, null);
    return store;
  }

  private static List<Certificate> certificates(PemFile file) throws IOException {
    List<Block> blocks = file.read();
    List<Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (int i = 0; i < blocks.size(); i++) {
        Block block = blocks.get(i);
        if (block.label.equals("CERTIFICATE") || block.label.equals("X509 CERTIFICATE")) {
          certificates.add(factory.generateCertificate(new ByteArrayInputStream(block.bytes)));
        }
      }
    } catch (CertificateException e) {
      throw file.wrong(
          ("expected certificates, found one that cannot be read (" + Printable.thrown(e))
              + ("); openssl x509 -in " + file.shown() + " -noout -text shows it"));
    }
    if (certificates.isEmpty()) {
      boolean old = PemFile.first(blocks, "TRUSTED CERTIFICATE") != null;
      boolean signed = PemFile.first(blocks, "PKCS7") != null;
      throw file.wrong(
          ("expected a certificate, found " + PemFile.labels(blocks))
              + (old ? "; openssl x509 -in " + file.shown() + " -out NEW.pem" : "")
              + (signed
                  ? "; openssl pkcs7 -print_certs -in " + file.shown() + " -out NEW.pem"
                  : ""));
    }
    return certificates;
  }

  /**
   * Returns whether one verifies what the other signs, or true if this cannot be determined.
   *
   * @throws PemException if this Java cannot sign with the key, as with a curve that it has no more
   */
  private static boolean belong(PemFile file, PrivateKey key, PublicKey certified)
      throws PemException {
    String algorithm = key.getAlgorithm();
    if (!algorithm.equals(certified.getAlgorithm())) {
      return algorithm.startsWith("RSA") && certified.getAlgorithm().startsWith("RSA");
    }
    boolean pss = algorithm.equals("RSASSA-PSS");
    Signature signature;
    byte[] signed;
    try {
      signature =
          Signature.getInstance(
              algorithm.equals("RSA")
                  ? "SHA256withRSA"
                  : algorithm.equals("EC") ? "SHA256withECDSA" : algorithm);
      if (pss) {
        signature.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      signature.initSign(key);
      signature.update((byte) 1);
      signed = signature.sign();
    } catch (NoSuchAlgorithmException e) {
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      if (pss) {
        return true; // of a key for other parameters alone
      }
      throw file.wrong(
          ("expected a private key that this Java can sign with, found one of " + algorithm)
              + (" (" + Printable.thrown(e) + "); openssl genpkey")
              + " -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out NEW.pem makes a key"
              + " for a new certificate");
    }
    try {
      signature.initVerify(certified);
      signature.update((byte) 1);
      return signature.verify(signed);
    } catch (SignatureException e) {
      return false; // of a key of another length
    } catch (GeneralSecurityException | RuntimeException e) {
      return true;
    }
  }
}
