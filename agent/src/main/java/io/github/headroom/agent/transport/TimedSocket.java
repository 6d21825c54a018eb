package io.github.headroom.agent.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose reads are bounded by the remaining time of the call, so that a server that sends
 * single bytes cannot extend it. TLS over this socket is bounded in the same way, including the
 * handshake.
 *
 * <p>A write has no timeout, because SO_TIMEOUT applies to reads. Another thread closes the socket
 * of a call that {@link #isOverdue}, which ends the write.
 *
 * <p>Created with {@link Proxy#NO_PROXY}: a plain {@code new Socket()} asks the application's
 * {@code ProxySelector} for a SOCKS proxy and its {@code Authenticator} for the password.
 */
final class TimedSocket extends Socket {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** The timeout of a check for a waiting byte: the smallest SO_TIMEOUT. */
  private static final int LOOK_MILLIS = 1;

  private volatile long deadline;
  private volatile boolean calling = true;
  private @Nullable Input timed;

  /**
   * @param deadline in ns of {@link System#nanoTime}
   */
  TimedSocket(long deadline) {
    super(Proxy.NO_PROXY);
    this.deadline = deadline;
  }

  /** Starts the next call on a connection that was kept. */
  void startCall(long deadline) {
    this.deadline = deadline;
    calling = true;
  }

  /** Ends the call. There is no deadline until the next one. */
  void endCall() {
    calling = false;
  }

  /** Returns whether a call is running whose deadline has passed. May be called from any thread. */
  boolean isOverdue(long now) {
    return calling && now - deadline >= 0;
  }

  /**
   * Returns whether a byte from the peer is waiting, and leaves it unread.
   *
   * @throws EOFException if the peer has closed the connection
   */
  boolean isWaiting() throws IOException {
    return input().isWaiting();
  }

  /**
   * Returns the time until the deadline in ms, from 1 to Integer.MAX_VALUE.
   *
   * @throws SocketTimeoutException if it has passed
   */
  static int remainingMillis(long deadline) throws SocketTimeoutException {
    long nanos = deadline - System.nanoTime();
    if (nanos <= 0) {
      throw new SocketTimeoutException("the call's timeout has passed");
    }
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, nanos / NANOS_PER_MILLI));
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return input();
  }

  private Input input() throws IOException {
    Input stream = timed;
    if (stream == null) {
      stream = new Input(super.getInputStream());
      timed = stream;
    }
    return stream;
  }

  private final class Input extends InputStream {
    private final InputStream in;
    private final byte[] one = new byte[1];

    /** Whether {@code one} holds a byte that a check has read. */
    private boolean ahead;

    Input(InputStream in) {
      this.in = in;
    }

    boolean isWaiting() throws IOException {
      if (ahead) {
        return true;
      }
      setSoTimeout(LOOK_MILLIS);
      try {
        if (in.read(one, 0, 1) < 0) {
          throw new EOFException("server closed the idle connection");
        }
        ahead = true;
      } catch (SocketTimeoutException e) {
        // Nothing is waiting.
      }
      return ahead;
    }

    @Override
    public int read() throws IOException {
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (ahead && length > 0) {
        ahead = false;
        bytes[offset] = one[0];
        return 1;
      }
      setSoTimeout(remainingMillis(deadline));
      return in.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
      return in.available() + (ahead ? 1 : 0);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
