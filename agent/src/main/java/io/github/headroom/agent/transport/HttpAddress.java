package io.github.headroom.agent.transport;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** An http or https address, split into the parts of a request. */
public final class HttpAddress {

  final boolean secure;

  /** Name or address. An IPv6 address has no brackets here. */
  final String host;

  /** 1..65535; 80 or 443 if the address names none. */
  final int port;

  /** Value of the Host header: with brackets, and with the port only if the address names one. */
  final String authority;

  /** Path and query, at least {@code /}. */
  final String target;

  /** {@code Basic ...} for the address's user part; null if there is none. */
  final @Nullable String authorization;

  private HttpAddress(URI uri, String authority, String host, int port, @Nullable String userInfo) {
    this.secure = "https".equalsIgnoreCase(uri.getScheme());
    this.authority = authority;
    this.host = host;
    this.port = port > 0 ? port : secure ? 443 : 80;
    String path = uri.getRawPath();
    String query = uri.getRawQuery();
    this.target =
        (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    this.authorization =
        userInfo == null
            ? null
            : "Basic "
                + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Parses the address. Does not use {@link URI#getHost}, which is null for names that resolvers
   * accept, such as {@code otel_collector} (JDK-8188305).
   *
   * @throws IllegalArgumentException if the scheme is neither http nor https, or if there is no
   *     host or no valid port
   */
  public static HttpAddress of(URI uri) {
    String scheme = uri.getScheme();
    if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
      throw new IllegalArgumentException("endpoint: expected http:// or https://, found " + scheme);
    }
    String whole = uri.getRawAuthority();
    String decoded = uri.getAuthority();
    if (whole == null || decoded == null) {
      throw new IllegalArgumentException("endpoint: no host in " + uri);
    }
    String authority = whole.substring(whole.lastIndexOf('@') + 1);
    int at = decoded.lastIndexOf('@');
    int bracket = authority.startsWith("[") ? authority.indexOf(']') : 0;
    int colon = bracket < 0 ? -1 : authority.indexOf(':', bracket);
    String host = colon < 0 ? authority : authority.substring(0, colon);
    int port = colon < 0 ? 0 : port(authority.substring(colon + 1), authority);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException("endpoint: no host in " + authority);
    }
    return new HttpAddress(uri, authority, host, port, at < 0 ? null : decoded.substring(0, at));
  }

  private static int port(String digits, String authority) {
    if (digits.isEmpty()) {
      return 0;
    }
    try {
      int port = Integer.parseInt(digits);
      if (port > 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    throw new IllegalArgumentException(
        "endpoint: expected a port from 1 to 65535 in " + authority + ", found " + digits);
  }

  String scheme() {
    return secure ? "https" : "http";
  }

  /** Returns {@code host:port}, with brackets around an IPv6 address, as CONNECT requires. */
  String hostAndPort() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
