package io.github.headroom.agent.publish;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.settings.OtlpSettings;
import io.github.headroom.agent.settings.Settings;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends events on a thread of its own, so that the sampling thread does not wait. Events that the
 * collector does not accept now stay in the queue and are sent with the next event or after a
 * pause. If the collector supports no events, nothing more is sent.
 */
public final class EventThread extends Thread {

  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long LONGEST_WAIT_NANOS = 60 * SECOND_NANOS;

  /**
   * The most reloads of the sending classes. A loader takes some MiB, and a reload does not help
   * when classes of the JDK are lost.
   */
  private static final int MOST_LOSSES = 2;

  private static final long STACK_BYTES = 512 * 1024;

  private final EventQueue queue;
  private final OtlpSettings to;
  private final Settings settings;
  private final Map<String, Object> resource;
  private final String version;
  private final AgentLog log;
  private final Callable<EventSink> fresh;
  private volatile @Nullable EventSink sender;
  private volatile boolean once;
  private volatile boolean stopped;

  /** The number of events, as in {@link EventQueue#added}, that need no further attempt. */
  private volatile long dealtWith;

  private long tried;
  private long wait;
  private long dropped;
  private int losses;

  /**
   * @param to the endpoint for events
   * @param resource the same as for metrics
   * @param fresh creates a sink from classes loaded anew, for use after one of them was lost
   */
  public EventThread(
      EventQueue queue,
      OtlpSettings to,
      Settings settings,
      Map<String, Object> resource,
      String version,
      AgentLog log,
      Callable<EventSink> fresh) {
    super(null, null, "headroom-events", STACK_BYTES);
    setDaemon(true);
    this.queue = queue;
    this.to = to;
    this.settings = settings;
    this.resource = resource;
    this.version = version;
    this.log = log;
    this.fresh = fresh;
  }

  /** Signals a new event. */
  public void wake() {
    LockSupport.unpark(this);
  }

  /** Returns whether nothing is sent any more. */
  public boolean isStopped() {
    return stopped;
  }

  /**
   * Returns whether no event is waiting. After the shutdown has begun, failed events do not count.
   */
  public boolean isDone() {
    return stopped || queue.isEmpty() || (once && dealtWith >= queue.added());
  }

  /** Signals that the JVM is ending: failed events are not sent again. */
  public void tryOnce() {
    dealtWith = 0;
    once = true;
    wake();
  }

  /** Ends a call whose timeout has passed. Allocates nothing if there is none. */
  public void endOverdue(long now) {
    EventSink by = sender;
    if (by != null) {
      by.endOverdue(now);
    }
  }

  /** Ends the thread and a running call. */
  public void finish() {
    stopped = true;
    EventSink by = sender;
    if (by != null) {
      by.shutdown();
    }
    wake();
  }

  /**
   * Ignores interrupts: some applications interrupt every thread, which would close the connection.
   */
  @Override
  public void interrupt() {}

  /**
   * Continues, whatever is thrown. The catch block only stores the exception: logging there could
   * itself run out of memory, even when it resolves string constants. The next round logs it inside
   * the try block.
   */
  @Override
  public void run() {
    Throwable failed = null;
    long pause = 0;
    while (!stopped) {
      try {
        await(pause);
        pause = SECOND_NANOS;
        if (failed != null) {
          Throwable e = failed;
          failed = null;
          failed(e);
        }
        if (!stopped) {
          pause = send();
        }
      } catch (Throwable e) { // OutOfMemoryError while the application's heap is full
        failed = e;
        tried = queue.added(); // without this, the next round would not pause
        dealtWith = tried;
      }
    }
  }

  private void failed(Throwable e) {
    boolean lost = e instanceof LinkageError; // a class whose initializer failed stays unusable
    boolean over = lost && losses == MOST_LOSSES;
    log.failure("events", over ? "no events are sent any more" : "events are sent later", e);
    if (over) {
      finish();
    } else if (lost) {
      losses++;
      EventSink by = sender;
      sender = null;
      if (by != null) {
        by.shutdown();
      }
    }
  }

  /** Waits until the time has passed, a new event arrives, or the JVM ends. */
  private void await(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      if (stopped || queue.added() != tried || (once && !isDone())) {
        return;
      }
      Thread.interrupted(); // parkNanos would return at once while the interrupt flag is set
      LockSupport.parkNanos(this, left);
    }
  }

  /**
   * Sends the waiting events. Returns the pause until the next attempt, in ns. A new event ends the
   * pause.
   */
  private long send() throws Exception {
    tried = queue.added();
    Event[] events = queue.waiting();
    if (events.length == 0) {
      rest();
      return Long.MAX_VALUE / 2;
    }
    EventSink by = sender();
    long held = by.heldNanos();
    int became = held > 0 ? EventSink.FAILED : by.send(events);
    if (became == EventSink.UNKNOWN) {
      finish();
    } else if (became != EventSink.FAILED || (settings.retryDisabled() && held == 0)) {
      queue.remove(events);
      wait = 0;
      logDropped();
    }
    dealtWith = tried;
    wait = Math.min(LONGEST_WAIT_NANOS, wait == 0 ? SECOND_NANOS : 2 * wait);
    return Math.max(held, wait);
  }

  /** Closes the connection: the next event may come in hours. */
  private void rest() {
    EventSink by = sender;
    if (by != null) {
      by.rest();
    }
  }

  private void logDropped() {
    long now = queue.dropped();
    if (now != dropped) {
      log.debug((now - dropped) + " events were replaced by newer ones before they could be sent");
      dropped = now;
    }
  }

  private EventSink sender() throws Exception {
    EventSink made = sender;
    if (made == null) {
      made = losses == 0 ? EventSender.create(to, settings, resource, version, log) : fresh.call();
      sender = made;
    }
    return made;
  }
}
