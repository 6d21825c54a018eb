package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.publish.EventThread;
import io.github.headroom.agent.publish.ExportThread;
import io.github.headroom.agent.sample.Descriptors;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What the sampling thread hands to the thread that exports. That one starts with the first export:
 * a JVM that ends before its first interval never loads OpenTelemetry. The thread that sends events
 * is waited for and ended with it.
 */
final class Exports {

  /** A loader with classes of its own takes some 5 MiB, and does not help where the JDK's lack. */
  private static final int MOST_LOSSES = 2;

  private final AgentLog log;
  private boolean impossible;

  /** How often a class that exports was found to be lost, so that all of them are loaded anew. */
  private int losses;

  private volatile boolean once;
  private volatile @Nullable ExportThread thread;
  private volatile @Nullable EventThread events;
  private volatile long lastOffered;

  Exports(AgentLog log) {
    this.log = log;
  }

  boolean haveBegun() {
    return thread != null;
  }

  /** Whether there is a thread that sends metrics or events. */
  boolean areSent() {
    return thread != null || events != null;
  }

  /** The thread that sends events has started. */
  void sendEventsBy(EventThread started) {
    events = started;
    if (once) {
      started.tryOnce();
    }
  }

  /** Whether the settings leave nowhere to export to, which has been logged. */
  boolean areImpossible() {
    return impossible;
  }

  /**
   * Hands over copies. Does nothing while exports cannot start for lack of file descriptors.
   *
   * @param previousExit how the JVM before this one ended; null where that is not looked for
   */
  void offer(
      Wiring wiring,
      Settings settings,
      @Nullable String previousExit,
      Sample sample,
      Figures figures) {
    ExportThread to = thread;
    boolean lost = to != null && to.lacksClasses() && mayLoadAnew(settings);
    if (to == null || lost) {
      if (Descriptors.areShort()) {
        log.warnOnce(
            "exports",
            "the process has no file descriptors left (ulimit -n): exports start when it has");
        return;
      }
      ExportThread before = to;
      to = begin(wiring, settings, previousExit, lost || losses > 0);
      if (to == null) {
        impossible = true;
        return;
      }
      if (before != null) {
        losses++;
        to.continueFrom(before);
        before.finish();
      }
      to.start();
      thread = to;
      if (once) {
        to.tryOnce();
      }
    }
    lastOffered = to.offer(sample, figures);
  }

  private boolean mayLoadAnew(Settings settings) {
    return losses < MOST_LOSSES && settings.exporter() == Settings.Exporter.OTLP;
  }

  private @Nullable ExportThread begin(
      Wiring wiring, Settings settings, @Nullable String previousExit, boolean anew) {
    try {
      return wiring.exports(settings, previousExit, anew);
    } catch (LinkageError e) {
      if (mayLoadAnew(settings)) { // at the next export
        losses++;
        throw e;
      }
      log.error("nothing is exported (" + Printable.thrown(e) + ")");
      return null;
    }
  }

  /** Whether what was handed over last has been published, or has failed, and no event waits. */
  boolean areDone() {
    ExportThread to = thread;
    EventThread sending = events;
    return (to == null || to.told() >= lastOffered) && (sending == null || sending.isDone());
  }

  /** As {@link ExportThread#endOverdue}. */
  void endOverdue(long now) {
    ExportThread to = thread;
    if (to != null) {
      to.endOverdue(now);
    }
    EventThread sending = events;
    if (sending != null) {
      sending.endOverdue(now);
    }
  }

  /** As {@link ExportThread#tryOnce}. */
  void tryOnce() {
    once = true;
    ExportThread to = thread;
    if (to != null) {
      to.tryOnce();
    }
    EventThread sending = events;
    if (sending != null) {
      sending.tryOnce();
    }
  }

  /** As {@link ExportThread#finish}. */
  void finish() {
    ExportThread to = thread;
    if (to != null) {
      to.finish();
    }
    EventThread sending = events;
    if (sending != null) {
      sending.finish();
    }
  }
}
