package io.github.headroom.agent.transport;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** An open connection to the server or to its proxy, kept from one call to the next. */
final class Connection {

  /**
   * The longest idle time of a connection that is used again. Gateways drop idle connections
   * without notice.
   */
  private static final long MAX_IDLE_NANOS = 60_000_000_000L;

  private final TimedSocket socket;
  final InputStream in;
  final OutputStream out;

  /**
   * Whether requests go to an HTTP proxy, which expects the absolute address in the request line.
   */
  final boolean absoluteForm;

  private long idleSince;

  /**
   * @param socket the plain socket
   * @param top the same socket, or TLS over it
   */
  Connection(TimedSocket socket, Socket top, boolean absoluteForm) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(top.getInputStream(), 4096);
    this.out = top.getOutputStream();
    this.absoluteForm = absoluteForm;
  }

  void startCall(long deadline) {
    socket.startCall(deadline);
  }

  void endCall() {
    socket.endCall();
    idleSince = System.nanoTime();
  }

  boolean isFresh() {
    return System.nanoTime() - idleSince < MAX_IDLE_NANOS;
  }

  /**
   * Returns whether nothing has arrived from the server, read or unread, TLS records included.
   *
   * @throws IOException if the server has closed or reset the connection
   */
  boolean isQuiet() throws IOException {
    return in.available() == 0 && !socket.isWaiting();
  }

  /**
   * Waits for the first byte of a response and leaves it unread.
   *
   * @throws EOFException if the server closes the connection instead
   */
  void awaitAnswer() throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      throw new EOFException("server closed the connection without an answer");
    }
    in.reset();
  }

  TimedSocket socket() {
    return socket;
  }

  /**
   * Closes the plain socket. The TLS socket's close would wait for a lock that a blocked write
   * holds.
   */
  void close() {
    Connector.closeQuietly(socket);
  }
}
