package io.github.headroom.agent.transport;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the proxy from the JVM's networking properties. Reads them at each connection as the JDK
 * does, but without the {@code ProxySelector}, which the application may have replaced.
 *
 * <p>Source: java.net package, "Networking Properties", and sun.net.spi.DefaultProxySelector. The
 * first one set of {@code http.proxyHost} (https.proxyHost for https), {@code proxyHost} and {@code
 * socksProxyHost} is used.
 */
class ProxyProperties {

  /** The JDK's patterns: added to a list that is not empty, and used if no list is set. */
  private static final String LOCAL = "localhost|127.*|[::1]|0.0.0.0|[::0]";

  /** Returns the proxy for that endpoint with an unresolved address, or {@link Proxy#NO_PROXY}. */
  Proxy choose(HttpAddress endpoint) {
    String scheme = endpoint.scheme();
    Proxy proxy = named(Proxy.Type.HTTP, scheme + ".proxy", endpoint.secure ? 443 : 80);
    if (proxy == null) {
      proxy = named(Proxy.Type.HTTP, "proxy", endpoint.secure ? 443 : 80);
    }
    if (proxy == null) {
      proxy = named(Proxy.Type.SOCKS, "socksProxy", 1080);
    }
    return proxy == null || isExcluded(endpoint.host) ? Proxy.NO_PROXY : proxy;
  }

  @Nullable String property(String name) {
    return System.getProperty(name);
  }

  private @Nullable Proxy named(Proxy.Type type, String prefix, int defaultPort) {
    String host = property(prefix + "Host");
    if (host == null || host.isEmpty()) {
      return null;
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return new Proxy(type, InetSocketAddress.createUnresolved(host, port(prefix, defaultPort)));
  }

  private int port(String prefix, int defaultPort) {
    String text = property(prefix + "Port");
    if (text != null && !text.isEmpty()) {
      try {
        int port = Integer.parseInt(text);
        if (port > 0 && port <= 65535) {
          return port;
        }
      } catch (NumberFormatException e) {
        // The JDK uses the default port in this case, and so does this class.
      }
    }
    return defaultPort;
  }

  private boolean isExcluded(String host) {
    String patterns = property("http.nonProxyHosts");
    if (patterns == null) {
      patterns = LOCAL;
    } else if (!patterns.isEmpty()) {
      patterns = patterns + "|" + LOCAL;
    }
    String name = (host.indexOf(':') >= 0 ? "[" + host + "]" : host).toLowerCase(Locale.ROOT);
    int start = 0;
    while (start <= patterns.length()) {
      int bar = patterns.indexOf('|', start);
      int end = bar < 0 ? patterns.length() : bar;
      if (matches(patterns.substring(start, end).toLowerCase(Locale.ROOT), name)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  /**
   * Returns whether the name matches. A star counts only at the start and at the end of a pattern
   * (DefaultProxySelector).
   */
  private static boolean matches(String pattern, String name) {
    if (pattern.isEmpty()) {
      return false;
    }
    boolean open = pattern.startsWith("*");
    boolean openEnd = pattern.endsWith("*") && pattern.length() > 1;
    String middle =
        pattern.substring(open ? 1 : 0, openEnd ? pattern.length() - 1 : pattern.length());
    if (open && openEnd) {
      return name.contains(middle);
    }
    if (open) {
      return name.endsWith(middle);
    }
    return openEnd ? name.startsWith(middle) : name.equals(middle);
  }
}
