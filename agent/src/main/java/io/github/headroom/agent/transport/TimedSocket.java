package io.github.headroom.agent.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A socket that gives each read only what is left of the call's time, so that a server that drips
 * single bytes cannot stretch it. TLS layered on it is bounded the same way, handshake included.
 *
 * <p>A write has no such time: SO_TIMEOUT is for reads. Another thread closes the socket of a call
 * that {@link #isOverdue}, which ends the write.
 *
 * <p>Made with {@link Proxy#NO_PROXY}: a plain {@code new Socket()} asks the application's {@code
 * ProxySelector} for a SOCKS proxy and its {@code Authenticator} for the password.
 */
final class TimedSocket extends Socket {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** How long a look for a waiting byte takes: the least that SO_TIMEOUT can be. */
  private static final int LOOK_MILLIS = 1;

  private volatile long deadline;
  private volatile boolean calling = true;
  private @Nullable Input timed;

  /**
   * @param deadline in terms of {@link System#nanoTime}
   */
  TimedSocket(long deadline) {
    super(Proxy.NO_PROXY);
    this.deadline = deadline;
  }

  /** For the next call on a connection that is kept. */
  void startCall(long deadline) {
    this.deadline = deadline;
    calling = true;
  }

  /** No time runs until the next call. */
  void endCall() {
    calling = false;
  }

  /** Whether a call is under way whose time is over; asked by any thread. */
  boolean isOverdue(long now) {
    return calling && now - deadline >= 0;
  }

  /**
   * Whether a byte from the peer waits, which stays unread.
   *
   * @throws EOFException where the peer has closed the connection
   */
  boolean isWaiting() throws IOException {
    return input().isWaiting();
  }

  /**
   * Milliseconds until the deadline, from 1 to Integer.MAX_VALUE.
   *
   * @throws SocketTimeoutException where it has passed
   */
  static int remainingMillis(long deadline) throws SocketTimeoutException {
    long nanos = deadline - System.nanoTime();
    if (nanos <= 0) {
      throw new SocketTimeoutException("the call's time is over");
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

    /** {@code one} holds a byte that was read by a look. */
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
        // Nothing waits.
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
