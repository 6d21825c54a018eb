package io.github.headroom.agent.publish;

import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import io.github.headroom.agent.transport.ProtobufWriter;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * An application that replaces every global object of the JVM's networking with one that fails, and
 * then exports: {@code PROTOCOL ENDPOINT [TRUSTED.pem]}. Prints {@code exported} or the failure,
 * and {@code touched ...} for each of these objects that was used.
 */
final class HostileHost {

  private HostileHost() {}

  public static void main(String[] args) throws IOException {
    SSLContext.setDefault(new Context());
    setNetworkHandlers();
    CapturedLog captured = new CapturedLog();
    OtlpPoints points = new OtlpPoints(new ProtobufWriter(), "1", new CounterHistory(false));
    points.begin(1);
    boolean exported = new MetricSender(settings(args), "1", captured.log()).send(points);
    System.out.println(exported ? "exported" : "failed " + captured.text().strip());
  }

  private static Settings settings(String[] args) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", args[1]);
    environment.put(
        "OTEL_EXPORTER_OTLP_PROTOCOL", args[0].equals("grpc") ? "grpc" : "http/protobuf");
    environment.put("OTEL_EXPORTER_OTLP_COMPRESSION", "none");
    if (args.length > 2) {
      environment.put("OTEL_EXPORTER_OTLP_CERTIFICATE", args[2]);
    }
    return SettingsReader.read(
        null, new Properties(), environment, Path.of("/"), new ArrayList<>());
  }

  private static IllegalStateException touched(String what) {
    System.out.println("touched " + what);
    return new IllegalStateException(what);
  }

  private static void setNetworkHandlers() {
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            throw touched("Authenticator");
          }
        });
    CookieHandler.setDefault(
        new CookieHandler() {
          @Override
          public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
            throw touched("CookieHandler");
          }

          @Override
          public void put(URI uri, Map<String, List<String>> headers) {
            throw touched("CookieHandler");
          }
        });
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            throw touched("ProxySelector");
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException e) {
            throw touched("ProxySelector");
          }
        });
    URL.setURLStreamHandlerFactory(protocol -> protocol.startsWith("http") ? new Handler() : null);
  }

  /** Fails when a URL is opened, not when one is created: the JDK's JceSecurity creates one. */
  private static final class Handler extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) {
      throw touched("URLStreamHandlerFactory");
    }
  }

  private static final class Context extends SSLContext {
    Context() {
      super(new ContextSpi(), new Provider("hostile", "1", "hostile") {}, "TLS");
    }
  }

  private static final class ContextSpi extends SSLContextSpi {
    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      throw touched("SSLContext");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      throw touched("SSLContext");
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      throw touched("SSLContext");
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      throw touched("SSLContext");
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      throw touched("SSLContext");
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      throw touched("SSLContext");
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      throw touched("SSLContext");
    }
  }
}
