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
 * @param <R> the protocol's reply
 */
abstract class RetryingClient<R> {

  /** A request up to this size goes into the socket's send buffer, a larger one may block. */
  private static final int UNWATCHED_BYTES = 64 * 1024;

  final Connector connector;
  private final RetrySchedule schedule;
  private final @Nullable Predicate<IOException> retryOn;
  private volatile @Nullable Thread waiting;
  private @Nullable Connection kept;

  /**
   * @param retryOn failures worth another attempt; absent: those of the connection
   */
  RetryingClient(
      Connector connector, RetrySchedule schedule, @Nullable Predicate<IOException> retryOn) {
    this.connector = connector;
    this.schedule = schedule;
    this.retryOn = retryOn;
  }

  /** Sends the call's request on that connection and reads the reply. */
  abstract R exchange(Connection connection, long deadline) throws IOException;

  abstract Connection open(long deadline) throws IOException;

  /** The connection may carry the next call too. */
  abstract boolean keeps(R reply);

  abstract boolean isTransient(R reply);

  /** Nanoseconds to wait: the back-off, or what the server asked for. */
  abstract long waitNanos(R reply, long backoff);

  /**
   * @param requestBytes size of the request
   * @throws IOException the last failure
   */
  final R call(long timeoutNanos, int requestBytes) throws IOException {
    // Half of the range: sums of nanoTime and a timeout "without end" do not wrap.
    long deadline = System.nanoTime() + Math.min(timeoutNanos, Long.MAX_VALUE / 2);
    for (int attempts = 1; ; attempts++) {
      long backoff = schedule.waitNanos(attempts, ThreadLocalRandom.current().nextDouble());
      try {
        R reply = attempt(deadline, requestBytes);
        if (!isTransient(reply)
            || !schedule.allowsAfter(attempts)
            || !pause(waitNanos(reply, backoff), deadline)) {
          return reply;
        }
      } catch (IOException e) {
        if (!isWorthRetry(e) || !schedule.allowsAfter(attempts) || !pause(backoff, deadline)) {
          throw e;
        }
      }
    }
  }

  /** A kept connection that the server has closed meanwhile costs no attempt. */
  private R attempt(long deadline, int requestBytes) throws IOException {
    Connection connection = kept;
    kept = null;
    if (connection != null) {
      try {
        if (connection.isFresh()) {
          return exchangeAndKeep(connection, deadline, requestBytes);
        }
        connection.close();
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        if (!isOfConnection(e) || connector.isClosed()) {
          throw e;
        }
      }
    }
    TimedSocket.remainingMillis(deadline);
    return exchangeAndKeep(open(deadline), deadline, requestBytes);
  }

  private R exchangeAndKeep(Connection connection, long deadline, int requestBytes)
      throws IOException {
    connection.startCall(deadline);
    OverdueWrite watch =
        requestBytes > UNWATCHED_BYTES ? OverdueWrite.watch(connection, deadline) : null;
    boolean keep = false;
    try {
      R reply = exchange(connection, deadline);
      keep = keeps(reply);
      return reply;
    } catch (SocketException e) {
      // The watch closes the socket under the write.
      TimedSocket.remainingMillis(deadline);
      throw e;
    } finally {
      if (watch != null) {
        watch.end();
      }
      if (keep && !connector.isClosed()) {
        connection.endCall();
        kept = connection;
      } else {
        connection.close();
      }
    }
  }

  private boolean isWorthRetry(IOException e) {
    if (connector.isClosed()) {
      return false;
    }
    return retryOn == null ? isOfConnection(e) : retryOn.test(e);
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
        if (connector.isClosed() || Thread.currentThread().isInterrupted()) {
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

  /** Closes the connection, ends a call under way at once and fails every later one. */
  public final void shutdown() {
    connector.close();
    Thread thread = waiting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
