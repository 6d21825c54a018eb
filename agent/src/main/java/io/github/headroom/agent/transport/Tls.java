package io.github.headroom.agent.transport;

import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS over a connected socket, with SNI and verification of the server's name (RFC 2818).
 *
 * <p>Does not use {@code SSLContext.getDefault()}, which the application may have replaced, or
 * {@code HttpsURLConnection}'s defaults. Loaded only for https.
 */
final class Tls {

  /** A connection is open at a time; a server hands out some tickets on each. */
  private static final int MOST_SESSIONS = 8;

  private final SSLContext context;

  /**
   * @param context null for a context of our own with the JDK's default trust store
   */
  Tls(@Nullable SSLContext context) throws IOException {
    this.context = context == null ? ownContext() : context;
  }

  /** Returns whether it was created with that context. */
  boolean isOf(@Nullable SSLContext other) {
    return context == other;
  }

  private static SSLContext ownContext() throws IOException {
    try {
      return newContext(null, null);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS: " + Printable.piece(e.getMessage()), e);
    }
  }

  /**
   * Creates a context that remembers few sessions. The JDK's default keeps 20480 for a day. Servers
   * behind a load balancer do not know each other's tickets, so each connection would add one, and
   * a server may send any number.
   *
   * @param keys null: the client sends no certificate
   * @param trust null: the JDK's default trust store
   */
  static SSLContext newContext(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust, null);
    context.getClientSessionContext().setSessionCacheSize(MOST_SESSIONS);
    return context;
  }

  /**
   * Makes the handshake within the deadline of the socket.
   *
   * @param application the protocol to request with ALPN; null for none
   * @throws IOException if the certificate is not trusted, expired or for another name, or if the
   *     server does not accept the application protocol
   */
  Socket over(TimedSocket socket, HttpAddress endpoint, @Nullable String application)
      throws IOException {
    SSLSocket secured =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, endpoint.host, endpoint.port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (application != null) {
      invoke(
          SSLParameters.class,
          "setApplicationProtocols",
          parameters,
          String[].class,
          new String[] {application});
    }
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    if (application != null) {
      Object agreed = invoke(SSLSocket.class, "getApplicationProtocol", secured, null, null);
      if (!application.equals(agreed)) {
        throw new IOException(
            "TLS: expected the server to agree to "
                + application
                + ", found "
                + Printable.piece(String.valueOf(agreed)));
      }
    }
    return secured;
  }

  /** ALPN's methods exist since 8u251 and 9. The agent is compiled for 8. */
  private static @Nullable Object invoke(
      Class<?> type,
      String name,
      Object receiver,
      @Nullable Class<?> parameter,
      @Nullable Object argument)
      throws IOException {
    try {
      if (parameter == null) {
        return type.getMethod(name).invoke(receiver);
      }
      Method method = type.getMethod(name, parameter);
      return method.invoke(receiver, argument);
    } catch (NoSuchMethodException e) {
      throw new IOException("TLS: gRPC needs ALPN, which this JVM lacks (8u251 and newer)", e);
    } catch (IllegalAccessException e) {
      throw new IOException("TLS: " + name + ": " + e, e);
    } catch (InvocationTargetException e) {
      throw new IOException("TLS: " + name + ": " + e.getCause(), e);
    }
  }
}
