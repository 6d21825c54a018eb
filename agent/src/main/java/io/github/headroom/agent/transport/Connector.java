package io.github.headroom.agent.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to one endpoint: directly, through an HTTP proxy (CONNECT for https) or through
 * a SOCKS 5 proxy, with TLS for https. One connection is open at a time.
 *
 * <p>Uses none of the application's global objects: no {@code ProxySelector}, {@code
 * Authenticator}, {@code CookieHandler}, URL handler or default {@code SSLContext}. Only a name
 * lookup is not bounded by the call's timeout and cannot be cancelled, because the JDK offers
 * neither.
 */
public final class Connector {

  /** Holds most requests entirely, so that a write seldom waits for the peer. */
  private static final int SEND_BUFFER = 256 * 1024;

  /** The most bytes of a proxy's response head. Each byte is one read. */
  private static final int MAX_PROXY_HEAD = 16 * 1024;

  private final HttpAddress endpoint;
  private final long connectTimeoutNanos;
  private final ProxyProperties proxies;
  private final @Nullable SSLContext sslContext;
  private @Nullable TlsFiles files;
  private @Nullable Object tls;

  private volatile @Nullable TimedSocket current;
  private volatile boolean closed;

  /**
   * @param connectTimeoutNanos the timeout of the connection alone. The call's timeout applies, too
   */
  public Connector(HttpAddress endpoint, long connectTimeoutNanos) {
    this(endpoint, connectTimeoutNanos, new ProxyProperties(), null);
  }

  /**
   * For tests, which have proxies and certificates of their own.
   *
   * @param sslContext for https; null for a context of our own with the JDK's trust store
   */
  Connector(
      HttpAddress endpoint,
      long connectTimeoutNanos,
      ProxyProperties proxies,
      @Nullable SSLContext sslContext) {
    this.endpoint = endpoint;
    this.connectTimeoutNanos = connectTimeoutNanos;
    this.proxies = proxies;
    this.sslContext = sslContext;
  }

  /** Uses these files for the https context. They are checked at each connection. */
  void with(@Nullable TlsFiles files) {
    this.files = files;
  }

  /** Returns whether a new connection would use other keys or certificates than the last one. */
  boolean hasOtherFiles() throws IOException {
    return files != null && tls != null && !((Tls) tls).isOf(files.context());
  }

  private Tls tls() throws IOException {
    SSLContext wanted = files == null ? sslContext : files.context();
    Tls layer = (Tls) tls;
    if (layer == null || (files != null && !layer.isOf(wanted))) {
      layer = new Tls(wanted);
      tls = layer;
    }
    return layer;
  }

  HttpAddress endpoint() {
    return endpoint;
  }

  boolean isClosed() {
    return closed;
  }

  /** Ends every network operation at once and makes every later one fail. */
  void close() {
    closed = true;
    TimedSocket socket = current;
    if (socket != null) {
      closeQuietly(socket);
    }
  }

  /** Ends a call whose timeout has passed, whatever it waits for. May be called from any thread. */
  void endOverdue(long now) {
    TimedSocket socket = current;
    if (socket != null && socket.isOverdue(now)) {
      closeQuietly(socket);
    }
  }

  /**
   * Opens a connection.
   *
   * @param deadline the end of the call's timeout, in ns of System.nanoTime
   * @param tunnel whether to use CONNECT through an HTTP proxy even for plain http
   * @param application the protocol to request with ALPN over TLS; null for none
   */
  Connection open(long deadline, boolean tunnel, @Nullable String application) throws IOException {
    Tls layer = endpoint.secure ? tls() : null;
    Proxy proxy = proxies.choose(endpoint);
    boolean viaHttp = proxy.type() == Proxy.Type.HTTP;
    TimedSocket socket =
        proxy.type() == Proxy.Type.DIRECT
            ? connect(endpoint.host, endpoint.port, deadline)
            : connect(proxy, deadline);
    boolean opened = false;
    try {
      if (proxy.type() == Proxy.Type.SOCKS) {
        Socks5.connect(
            socket,
            endpoint,
            proxies.property("java.net.socks.username"),
            proxies.property("java.net.socks.password"));
      } else if (viaHttp && (endpoint.secure || tunnel)) {
        openTunnel(socket);
      }
      Socket top = socket;
      if (layer != null) {
        top = layer.over(socket, endpoint, application);
      }
      opened = true;
      return new Connection(socket, top, viaHttp && !endpoint.secure && !tunnel);
    } finally {
      if (!opened) {
        closeQuietly(socket);
      }
    }
  }

  private TimedSocket connect(Proxy proxy, long deadline) throws IOException {
    InetSocketAddress address = (InetSocketAddress) proxy.address();
    return connect(address.getHostString(), address.getPort(), deadline);
  }

  /** Tries every address of the name, each for its share of the remaining time. */
  private TimedSocket connect(String host, int port, long deadline) throws IOException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    for (int i = 0; ; i++) {
      int left = TimedSocket.remainingMillis(deadline) / (addresses.length - i);
      int limit = (int) Math.min(Integer.MAX_VALUE, Math.max(1, connectTimeoutNanos / 1_000_000));
      TimedSocket socket = new TimedSocket(deadline);
      current = socket;
      boolean connected = false;
      try {
        if (closed) {
          throw new SocketException("shut down");
        }
        socket.setTcpNoDelay(true);
        socket.setSendBufferSize(SEND_BUFFER);
        socket.connect(
            new InetSocketAddress(addresses[i], port), Math.max(1, Math.min(left, limit)));
        connected = true;
        return socket;
      } catch (IOException e) {
        if (i == addresses.length - 1 || closed) {
          throw withAddress(e, host, port);
        }
      } finally {
        if (!connected) {
          closeQuietly(socket);
        }
      }
    }
  }

  /** Adds host and port, which the JDK's "Connection refused" lacks. */
  private static IOException withAddress(IOException e, String host, int port) {
    if (!(e instanceof ConnectException)) {
      return e;
    }
    ConnectException named = new ConnectException(host + ":" + port + ": " + e.getMessage());
    named.initCause(e);
    return named;
  }

  /**
   * Reads byte by byte up to the end of the proxy's response. What follows comes from the server.
   */
  private void openTunnel(TimedSocket socket) throws IOException {
    String target = endpoint.hostAndPort();
    String request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    HttpReply reply = HttpReply.readHead(socket.getInputStream(), MAX_PROXY_HEAD);
    if (reply.status() / 100 != 2) {
      throw new IOException(
          "proxy: CONNECT "
              + target
              + ": expected 200, found "
              + reply.status()
              + " "
              + reply.reason());
    }
  }

  static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is lost: the connection is not used any more.
    }
  }
}
