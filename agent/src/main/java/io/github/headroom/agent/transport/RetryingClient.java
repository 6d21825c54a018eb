package io.github.headroom.agent.transport;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes one call at a time on the caller's thread, and retries it if the failure is transient, all
 * within the call's timeout. The caller must not make two calls at a time. {@link #shutdown} ends a
 * call at once.
 *
 * <p>Reads are bounded by the timeout. A write that the server does not accept ends when another
 * thread calls {@link #endOverdue} after the timeout.
 *
 * @param <R> the protocol's reply
 */
public abstract class RetryingClient<R> {

  /**
   * The longest pause that a server can ask for, 5 minutes. A server that asks for hours may be
   * broken.
   */
  private static final long MAX_HOLD_NANOS = 300_000_000_000L;

  /** The time to read what a server has begun to send on an idle connection. */
  private static final long IDLE_READ_NANOS = 250_000_000L;

  final Connector connector;
  private final RetrySchedule schedule;
  private volatile @Nullable Thread waiting;
  private volatile boolean once;
  private @Nullable Connection kept;
  private boolean held;
  private long heldUntil;

  /**
   * Whether the server has begun to respond to the current request, which is then not sent again.
   */
  boolean answered;

  RetryingClient(Connector connector, RetrySchedule schedule) {
    this.connector = connector;
    this.schedule = schedule;
  }

  /** See {@link Connector#with}. Call this before the first call. */
  public final void with(@Nullable TlsFiles files) {
    connector.with(files);
  }

  /**
   * Sends the request on that connection and reads the reply. Sets {@link #answered} at the reply's
   * first byte.
   */
  abstract R exchange(Connection connection, long deadline) throws IOException;

  abstract Connection open(long deadline) throws IOException;

  /**
   * Returns whether an idle connection accepts the next request, after reading what the server has
   * sent in the meantime.
   */
  abstract boolean isReady(Connection connection) throws IOException;

  /** Returns whether the connection may carry the next call, too. */
  abstract boolean keeps(R reply);

  /**
   * Returns whether the reply is not for this request: the server closed the idle connection while
   * it was being sent.
   */
  abstract boolean isOfIdleConnection(R reply);

  abstract boolean isTransient(R reply);

  /** Returns the pause that the server asks for, in ns; 0 for none. */
  abstract long askedNanos(R reply);

  /**
   * Makes a call.
   *
   * @throws IOException the last failure
   */
  final R call(long timeoutNanos) throws IOException {
    // Half of the range, so that the sum of nanoTime and an unlimited timeout does not overflow.
    long deadline = System.nanoTime() + Math.min(timeoutNanos, Long.MAX_VALUE / 2);
    for (int attempts = 1; ; attempts++) {
      long backoff = schedule.waitNanos(attempts, ThreadLocalRandom.current().nextDouble());
      try {
        R reply = attempt(deadline);
        if (!isTransient(reply)) {
          return reply;
        }
        long asked = Math.min(askedNanos(reply), MAX_HOLD_NANOS);
        hold(asked);
        if (!allowsAfter(attempts) || !pause(Math.max(asked, backoff), deadline)) {
          return reply;
        }
      } catch (IOException e) {
        if (connector.isClosed()) { // it has closed the socket, which explains nothing
          throw new SocketException("the JVM ended before the collector answered");
        }
        if (!isWorthRetry(e) || !allowsAfter(attempts) || !pause(backoff, deadline)) {
          throw e;
        }
      }
    }
  }

  /** Makes one attempt. A kept connection that the server has closed does not count as one. */
  private R attempt(long deadline) throws IOException {
    answered = false;
    Connection connection = kept;
    kept = null;
    if (connection != null && connector.hasOtherFiles()) {
      connection.close();
      connection = null;
    }
    if (connection != null && isUsable(connection, deadline)) {
      try {
        R reply = exchangeAndKeep(connection, deadline);
        if (!isOfIdleConnection(reply)) {
          return reply;
        }
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        if (answered || !isOfConnection(e) || connector.isClosed()) {
          throw e;
        }
      }
      answered = false;
    }
    TimedSocket.remainingMillis(deadline);
    try {
      return exchangeAndKeep(open(deadline), deadline);
    } catch (IOException e) {
      throw timed(e, deadline);
    }
  }

  private boolean isUsable(Connection connection, long deadline) {
    boolean usable = false;
    try {
      long soon = System.nanoTime() + IDLE_READ_NANOS;
      connection.startCall(soon - deadline < 0 ? soon : deadline);
      usable = connection.isFresh() && isReady(connection);
    } catch (IOException e) {
      // Closed, reset or broken: use a new connection.
    } finally {
      if (!usable) {
        connection.close();
      }
    }
    return usable;
  }

  private R exchangeAndKeep(Connection connection, long deadline) throws IOException {
    connection.startCall(deadline);
    boolean keep = false;
    try {
      R reply = exchange(connection, deadline);
      keep = keeps(reply) && !isOfIdleConnection(reply);
      return reply;
    } catch (IOException e) {
      throw timed(e, deadline);
    } finally {
      if (keep && !connector.isClosed()) {
        connection.endCall();
        kept = connection;
      } else {
        connection.close();
      }
    }
  }

  /**
   * Returns the exception, or throws SocketTimeoutException if the socket was closed because the
   * timeout has passed.
   */
  private static IOException timed(IOException e, long deadline) throws SocketTimeoutException {
    if (isOfConnection(e)) {
      TimedSocket.remainingMillis(deadline);
    }
    return e;
  }

  private boolean isWorthRetry(IOException e) {
    return !answered && isOfConnection(e);
  }

  private boolean allowsAfter(int attempts) {
    return schedule.allowsAfter(attempts) && !once;
  }

  /**
   * Returns whether the connection failed: refused, reset, closed early, timed out, or an unknown
   * name. TLS wraps these.
   */
  private static boolean isOfConnection(Throwable thrown) {
    Throwable e = thrown;
    for (int depth = 0; e != null && depth < 5; depth++) {
      if (e instanceof SocketException
          || e instanceof SocketTimeoutException
          || e instanceof UnknownHostException
          || e instanceof EOFException) {
        return true;
      }
      e = e.getCause();
    }
    return false;
  }

  /** Waits. Returns false if the wait would exceed the timeout or was interrupted. */
  private boolean pause(long nanos, long deadline) {
    long start = System.nanoTime();
    if (nanos >= deadline - start) {
      return false;
    }
    waiting = Thread.currentThread();
    try {
      long left = nanos;
      while (left > 0) {
        if (connector.isClosed() || once || Thread.currentThread().isInterrupted()) {
          return false;
        }
        LockSupport.parkNanos(this, left);
        left = nanos - (System.nanoTime() - start);
      }
      return !connector.isClosed();
    } finally {
      waiting = null;
    }
  }

  private void hold(long nanos) {
    if (nanos > 0) {
      held = true;
      heldUntil = System.nanoTime() + nanos;
    }
  }

  /**
   * Returns the time until the server wants the next request, in ns, at most 5 minutes; 0 if it may
   * be sent now. For the thread that makes the calls.
   */
  public final long heldNanos() {
    if (!held) {
      return 0;
    }
    long left = heldUntil - System.nanoTime();
    held = left > 0;
    return Math.max(0, left);
  }

  /**
   * Closes the connection of a call whose timeout has passed. May be called from any thread and
   * does not wait.
   */
  public final void endOverdue(long now) {
    connector.endOverdue(now);
  }

  /** Closes a connection that was kept for the next call. For the thread that makes the calls. */
  public final void rest() {
    Connection connection = kept;
    kept = null;
    if (connection != null) {
      connection.close();
    }
  }

  /** Stops all retries from now on and ends a wait for one. */
  public final void tryOnce() {
    once = true;
    endWait();
  }

  /** Closes the connection, ends a running call at once and makes every later one fail. */
  public final void shutdown() {
    connector.close();
    endWait();
  }

  private void endWait() {
    Thread thread = waiting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
