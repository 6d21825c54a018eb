package io.github.headroom.agent.transport;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes one call at a time in the caller's thread (the caller sees to it that it is one), again
 * after a while where the failure is one that passes, all of it within the call's time. {@link
 * #shutdown} ends a call at once.
 *
 * <p>Reads keep the call's time by themselves. A write that the server does not take ends where
 * another thread calls {@link #endOverdue} after the call's time.
 *
 * @param <R> the protocol's reply
 */
public abstract class RetryingClient<R> {

  /** A server can ask for a pause of at most 5 minutes; one that asks for hours may be broken. */
  private static final long MAX_HOLD_NANOS = 300_000_000_000L;

  /** For the rest of what a server has begun to send on an idle connection. */
  private static final long IDLE_READ_NANOS = 250_000_000L;

  final Connector connector;
  private final RetrySchedule schedule;
  private final @Nullable Predicate<IOException> retryOn;
  private volatile @Nullable Thread waiting;
  private volatile boolean once;
  private @Nullable Connection kept;
  private boolean held;
  private long heldUntil;

  /** The server has begun to answer the request that is under way: it is not sent again. */
  boolean answered;

  /**
   * @param retryOn failures worth another attempt; absent: those of the connection
   */
  RetryingClient(
      Connector connector, RetrySchedule schedule, @Nullable Predicate<IOException> retryOn) {
    this.connector = connector;
    this.schedule = schedule;
    this.retryOn = retryOn;
  }

  /** As {@link Connector#with}; before the first call. */
  public final void with(@Nullable TlsFiles files) {
    connector.with(files);
  }

  /**
   * Sends the call's request on that connection and reads the reply; sets {@link #answered} at the
   * reply's first byte.
   */
  abstract R exchange(Connection connection, long deadline) throws IOException;

  abstract Connection open(long deadline) throws IOException;

  /**
   * Whether a connection that was idle takes the next request, after a look at what the server has
   * sent meanwhile.
   */
  abstract boolean isReady(Connection connection) throws IOException;

  /** The connection may carry the next call too. */
  abstract boolean keeps(R reply);

  /** The reply is not to this request: the server gave up the idle connection as it was sent. */
  abstract boolean isOfIdleConnection(R reply);

  abstract boolean isTransient(R reply);

  /** Nanoseconds that the server asks to wait before the next request; 0 where it asks for none. */
  abstract long askedNanos(R reply);

  /**
   * @throws IOException the last failure
   */
  final R call(long timeoutNanos) throws IOException {
    // Half of the range: sums of nanoTime and a timeout "without end" do not wrap.
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
        if (!isWorthRetry(e) || !allowsAfter(attempts) || !pause(backoff, deadline)) {
          throw e;
        }
      }
    }
  }

  /** A kept connection that the server has closed meanwhile costs no attempt. */
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
      // Closed, reset or broken: a new connection serves.
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

  /** A socket that was closed because the time is over fails with an exception of its own. */
  private static IOException timed(IOException e, long deadline) throws SocketTimeoutException {
    if (isOfConnection(e)) {
      TimedSocket.remainingMillis(deadline);
    }
    return e;
  }

  private boolean isWorthRetry(IOException e) {
    if (answered || connector.isClosed()) {
      return false;
    }
    return retryOn == null ? isOfConnection(e) : retryOn.test(e);
  }

  private boolean allowsAfter(int attempts) {
    return schedule.allowsAfter(attempts) && !once;
  }

  /** Refused, reset, closed early, timed out or the name unknown for now; TLS wraps these. */
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

  /** False at once where the wait would outlast the call, and where it is cut short. */
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
   * Nanoseconds until the server wants the next request, at most 5 minutes; 0 where it may be sent
   * now. Asked by the thread that makes the calls.
   */
  public final long heldNanos() {
    if (!held) {
      return 0;
    }
    long left = heldUntil - System.nanoTime();
    held = left > 0;
    return Math.max(0, left);
  }

  /** Closes the connection of a call whose time is over; from any thread, without waiting. */
  public final void endOverdue(long now) {
    connector.endOverdue(now);
  }

  /** Closes a connection that was kept for the next call; asked by the thread of the calls. */
  public final void rest() {
    Connection connection = kept;
    kept = null;
    if (connection != null) {
      connection.close();
    }
  }

  /** From now on no request is made again after a failure, and a wait for that ends. */
  public final void tryOnce() {
    once = true;
    endWait();
  }

  /** Closes the connection, ends a call under way at once and fails every later one. */
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
