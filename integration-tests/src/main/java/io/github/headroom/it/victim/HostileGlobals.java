package io.github.headroom.it.victim;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * An application that replaces every global object of the JVM's networking. If other code uses one
 * of these objects, the use fails and {@code touched ...} is printed.
 *
 * <p>Without arguments it prints {@code ready}, waits for the end of its standard input and prints
 * {@code done}. Otherwise it runs {@code main} of the class in the first argument with the rest, as
 * a test of the agent's transport does.
 */
public final class HostileGlobals {

  private HostileGlobals() {}

  public static void main(String[] args) throws Exception {
    SSLContext.setDefault(new Context());
    HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> fail("HostnameVerifier"));
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            throw touched("Authenticator");
          }
        });
    CookieHandler.setDefault(new Cookies());
    ProxySelector.setDefault(new Proxies());
    ResponseCache.setDefault(null);
    URL.setURLStreamHandlerFactory(protocol -> protocol.startsWith("http") ? new Handler() : null);
    if (args.length > 0) {
      Class<?> type = Class.forName(args[0]);
      Object rest = Arrays.copyOfRange(args, 1, args.length);
      type.getMethod("main", String[].class).invoke(null, rest);
      return;
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Waits for the end of the input.
    }
    System.out.println("done");
  }

  private static IllegalStateException touched(String what) {
    System.out.println("touched " + what);
    return new IllegalStateException(what + " is the application's");
  }

  private static boolean fail(String what) {
    throw touched(what);
  }

  private static final class Cookies extends CookieHandler {
    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
      throw touched("CookieHandler");
    }

    @Override
    public void put(URI uri, Map<String, List<String>> headers) {
      throw touched("CookieHandler");
    }
  }

  private static final class Proxies extends ProxySelector {
    @Override
    public List<Proxy> select(URI uri) {
      touched("ProxySelector");
      return Collections.singletonList(Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
      throw touched("ProxySelector");
    }
  }

  /** Fails when a URL is opened, not when one is created: the JDK's JceSecurity creates one. */
  private static final class Handler extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) {
      throw touched("URLStreamHandler");
    }
  }

  private static final class Context extends SSLContext {
    Context() {
      super(new ContextSpi(), new NoProvider(), "none");
    }
  }

  private static final class NoProvider extends Provider {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("deprecation") // the only constructor that Java 8 has
    NoProvider() {
      super("none", 1, "");
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
