package io.github.headroom.agent.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The URL that a signal is sent to, from {@code otel.exporter.otlp.SIGNAL.endpoint} or {@code
 * otel.exporter.otlp.endpoint}, with autoconfigure's rules.
 *
 * <p>Does not use java.net.URL as autoconfigure does: its constructor calls the application's
 * URLStreamHandlerFactory.
 */
final class Endpoint {

  private static final String HTTP_DEFAULT = "http://localhost:4318/";
  private static final String GRPC_DEFAULT = "http://localhost:4317";

  private static final String EXPECTED = "expected a URL such as http://collector:4318";

  private Endpoint() {}

  /**
   * Returns the whole URL for a signal: with its path over HTTP, without one for gRPC.
   *
   * @param own the signal's setting
   * @param signal the signal's path, such as {@code v1/metrics}
   */
  static String of(Values values, Setting own, String signal, boolean grpc, Problems problems) {
    List<String> wrong = new ArrayList<>(2);
    Setting[] settings = {own, Setting.OTLP_ENDPOINT};
    String chosen = null;
    for (int i = 0; i < settings.length && chosen == null; i++) {
      String value = values.text(settings[i]);
      if (value != null) {
        chosen = parse(values, settings[i], value, grpc ? null : signal, wrong, problems);
      }
    }
    if (chosen == null) {
      chosen = grpc ? GRPC_DEFAULT : HTTP_DEFAULT + signal;
    }
    values.report(wrong, chosen);
    return chosen;
  }

  private static @Nullable String parse(
      Values values,
      Setting setting,
      String value,
      @Nullable String signal,
      List<String> wrong,
      Problems problems) {
    boolean grpc = signal == null;
    String expected = EXPECTED;
    String scheme = scheme(value);
    if (scheme == null) {
      expected = EXPECTED + " with scheme http or https";
    } else if (value.indexOf('?') >= 0 || value.indexOf('#') >= 0) {
      expected = EXPECTED + " without query and fragment";
    } else {
      int start = scheme.length() + 3;
      int slash = value.indexOf('/', start);
      int end = slash < 0 ? value.length() : slash;
      String path = value.substring(end);
      // OTLP exporters do not send credentials from a URL. They are dropped here so that they do
      // not reach logs.
      int at = value.lastIndexOf('@', end);
      String authority = value.substring(Math.max(at + 1, start), end);
      if (grpc && path.length() > 1) {
        expected = EXPECTED + " without a path, for grpc";
      } else if (isAuthority(authority)) {
        String url = scheme + "://" + authority + path(path, signal, setting);
        if (isUri(url)) {
          if (at >= start) {
            problems.add(
                values.name(setting)
                    + ": user and password in the URL are not sent; "
                    + Setting.OTLP_HEADERS.property()
                    + " can hold an Authorization header");
          }
          hintPort(values, setting, authority, grpc, problems);
          return url;
        }
      }
    }
    wrong.add(values.wrong(setting, expected, withoutSecrets(value)));
    return null;
  }

  private static @Nullable String scheme(String value) {
    if (value.regionMatches(true, 0, "http://", 0, 7)) {
      return "http";
    }
    return value.regionMatches(true, 0, "https://", 0, 8) ? "https" : null;
  }

  private static String path(String path, @Nullable String signal, Setting setting) {
    if (signal == null) {
      return "";
    } else if (setting != Setting.OTLP_ENDPOINT) {
      return path.isEmpty() ? "/" : path;
    }
    return path + (path.endsWith("/") ? signal : "/" + signal);
  }

  /**
   * Returns whether this is a host with an optional port. A host may contain underscores, as with
   * Docker Compose.
   */
  private static boolean isAuthority(String authority) {
    int colon = portColon(authority);
    String host = colon < 0 ? authority : authority.substring(0, colon);
    if (host.isEmpty() || (host.indexOf(':') >= 0 && host.charAt(0) != '[')) {
      return false;
    }
    if (colon < 0) {
      return true;
    }
    int port = port(authority, colon);
    return port > 0 && port <= 65535;
  }

  private static int portColon(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : -1;
  }

  /** Returns the port after the colon; 0 if it is no number of one to five digits. */
  private static int port(String authority, int colon) {
    int digits = authority.length() - colon - 1;
    int port = 0;
    for (int i = colon + 1; i < authority.length(); i++) {
      char c = authority.charAt(i);
      if (c < '0' || c > '9' || digits > 5) {
        return 0;
      }
      port = port * 10 + (c - '0');
    }
    return port;
  }

  /** Returns whether OpenTelemetry's exporter accepts the URL. It throws if the URL is no URI. */
  private static boolean isUri(String url) {
    try {
      return new URI(url).getRawAuthority() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /**
   * Hints at the most common mistake, the port of the other protocol. autoconfigure does the same.
   */
  private static void hintPort(
      Values values, Setting setting, String authority, boolean grpc, Problems problems) {
    if (authority.endsWith(grpc ? ":4318" : ":4317")) {
      problems.add(
          values.name(setting)
              + (grpc
                  ? ": port 4318 is usually http/protobuf's and the protocol is grpc"
                  : ": port 4317 is usually grpc's and the protocol is http/protobuf")
              + "; see "
              + Setting.OTLP_PROTOCOL.property());
    }
  }

  /** Returns the value without the part before an at sign or after a question mark. */
  private static String withoutSecrets(String value) {
    int query = value.indexOf('?');
    String text = query < 0 ? value : value.substring(0, query + 1) + "***";
    int at = text.lastIndexOf('@');
    if (at < 0) {
      return text;
    }
    int authority = text.indexOf("://");
    int start = authority < 0 || authority > at ? 0 : authority + 3;
    return text.substring(0, start) + "***" + text.substring(at);
  }
}
