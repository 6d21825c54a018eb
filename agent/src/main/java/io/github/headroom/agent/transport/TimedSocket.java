package io.github.headroom.agent.transport;

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
 * <p>Made with {@link Proxy#NO_PROXY}: a plain {@code new Socket()} asks the application's {@code
 * ProxySelector} for a SOCKS proxy and its {@code Authenticator} for the password.
 */
final class TimedSocket extends Socket {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private volatile long deadline;
  private @Nullable InputStream timed;

  /**
   * @param deadline in terms of {@link System#nanoTime}
   */
  TimedSocket(long deadline) {
    super(Proxy.NO_PROXY);
    this.deadline = deadline;
  }

  /** For the next call on a connection that is kept. */
  void setDeadline(long deadline) {
    this.deadline = deadline;
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
    InputStream stream = timed;
    if (stream == null) {
      stream = new Input(super.getInputStream());
      timed = stream;
    }
    return stream;
  }

  private final class Input extends InputStream {
    private final InputStream in;

    Input(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      setSoTimeout(remainingMillis(deadline));
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      setSoTimeout(remainingMillis(deadline));
      return in.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
