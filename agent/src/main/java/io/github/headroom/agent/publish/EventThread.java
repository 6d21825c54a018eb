package io.github.headroom.agent.publish;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.settings.OtlpSettings;
import io.github.headroom.agent.settings.Settings;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends events while the sampling thread goes on. What the collector does not take for now stays in
 * the queue and is tried again, with the next event or after a while; where the collector knows no
 * events, the first try is the last.
 */
public final class EventThread extends Thread {

  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long LONGEST_WAIT_NANOS = 60 * SECOND_NANOS;

  /** A loader with classes of its own takes some MiB, and does not help where the JDK's lack. */
  private static final int MOST_LOSSES = 2;

  private static final long STACK_BYTES = 512 * 1024;

  private final EventQueue queue;
  private final OtlpSettings to;
  private final Settings settings;
  private final Map<String, Object> resource;
  private final String version;
  private final AgentLog log;
  private final Callable<ClassLoader> fresh;
  private volatile @Nullable EventSink sender;
  private volatile boolean once;
  private volatile boolean stopped;

  /** As {@link EventQueue#added}: what is dealt with, for good or as far as it goes. */
  private volatile long dealtWith;

  private long tried;
  private long wait;
  private long dropped;
  private int losses;

  /**
   * @param to of the settings
   * @param resource as of metrics
   * @param fresh a loader that has the classes that send once more, where one of them was lost
   */
  public EventThread(
      EventQueue queue,
      OtlpSettings to,
      Settings settings,
      Map<String, Object> resource,
      String version,
      AgentLog log,
      Callable<ClassLoader> fresh) {
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

  /** There is a new event. */
  public void wake() {
    LockSupport.unpark(this);
  }

  /** Whether nothing is sent any more. */
  public boolean isStopped() {
    return stopped;
  }

  /** Whether no event waits; of those that failed once the shutdown has begun none does. */
  public boolean isDone() {
    return stopped || queue.isEmpty() || (once && dealtWith >= queue.added());
  }

  /** The JVM ends: what fails now is not tried again. */
  public void tryOnce() {
    dealtWith = 0;
    once = true;
    wake();
  }

  /** Ends a call whose time is over; makes no garbage as long as none is. */
  public void endOverdue(long now) {
    EventSink by = sender;
    if (by != null) {
      by.endOverdue(now);
    }
  }

  /** Ends the thread, and a call that is under way. */
  public void finish() {
    stopped = true;
    EventSink by = sender;
    if (by != null) {
      by.shutdown();
    }
    wake();
  }

  /** Some code interrupts every thread: the connection would be closed. */
  @Override
  public void interrupt() {}

  /**
   * Goes on whatever is thrown. A catch block that logs can itself run out of memory, be it in the
   * constants that it names: here it only remembers, and what it logs is logged within the try.
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
      } catch (Throwable e) { // OutOfMemoryError while the application has taken the whole heap
        failed = e;
        tried = queue.added(); // else there would be no pause
        dealtWith = tried;
      }
    }
  }

  private void failed(Throwable e) {
    boolean lost = e instanceof LinkageError; // a class whose initialiser has failed stays lost
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

  /** Until the time is over, there is an event that has not been tried, or the end has come. */
  private void await(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      if (stopped || queue.added() != tried || (once && !isDone())) {
        return;
      }
      Thread.interrupted(); // a debugger's of Java 8 passes interrupt() by, and park() would spin
      LockSupport.parkNanos(this, left);
    }
  }

  /** Sends what waits; gives for how long nothing is to be done but for what comes new. */
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
      sayWhatWasDropped();
    }
    dealtWith = tried;
    wait = Math.min(LONGEST_WAIT_NANOS, wait == 0 ? SECOND_NANOS : 2 * wait);
    return Math.max(held, wait);
  }

  /** The next event may come in hours: no connection is kept for it. */
  private void rest() {
    EventSink by = sender;
    if (by != null) {
      by.rest();
    }
  }

  private void sayWhatWasDropped() {
    long now = queue.dropped();
    if (now != dropped) {
      log.debug((now - dropped) + " events gave way to newer ones before they could be sent");
      dropped = now;
    }
  }

  private EventSink sender() throws Exception {
    EventSink made = sender;
    if (made == null) {
      made =
          losses == 0
              ? EventSender.create(to, settings, resource, version, log)
              : ofFreshClasses(fresh.call());
      sender = made;
    }
    return made;
  }

  /** As of EventSender.create, whose class is another one here. */
  private EventSink ofFreshClasses(ClassLoader loader) {
    try {
      return (EventSink)
          loader
              .loadClass("io.github.headroom.agent.publish.EventSender")
              .getMethod(
                  "create",
                  OtlpSettings.class,
                  Settings.class,
                  Map.class,
                  String.class,
                  AgentLog.class)
              .invoke(null, to, settings, resource, version, log);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error) { // such as OutOfMemoryError: the next try makes another
        throw (Error) e.getCause();
      }
      throw new LinkageError(String.valueOf(e.getCause()), e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(String.valueOf(e.getMessage()), e);
    }
  }
}
