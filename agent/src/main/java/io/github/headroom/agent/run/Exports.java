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
 * Hands samples from the sampling thread to the export thread. That thread starts with the first
 * export, so a JVM that ends before its first interval never loads OpenTelemetry. The thread that
 * sends events is awaited and ended together with it.
 */
final class Exports {

  /**
   * The most reloads of the export classes. A loader takes some 5 MiB, and a reload does not help
   * when classes of the JDK are lost.
   */
  private static final int MOST_LOSSES = 2;

  private final AgentLog log;
  private boolean impossible;

  /** How often a lost export class was found and all export classes were loaded anew. */
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

  /** Returns whether there is a thread that sends metrics or events. */
  boolean areSent() {
    return thread != null || events != null;
  }

  /** Registers the started thread that sends events. */
  void sendEventsBy(EventThread started) {
    events = started;
    if (once) {
      started.tryOnce();
    }
  }

  /** Returns whether nothing can be exported with these settings. This has been logged. */
  boolean areImpossible() {
    return impossible;
  }

  /**
   * Hands over copies of the sample and the figures. Does nothing while exports cannot start for
   * lack of file descriptors.
   *
   * @param previousExit how the previous JVM ended; null if that is not determined
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
            "the process has no file descriptors left (ulimit -n); exports start when one is free");
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
      if (mayLoadAnew(settings)) { // the next export tries again
        losses++;
        throw e;
      }
      log.error("nothing is exported (" + Printable.thrown(e) + ")");
      return null;
    }
  }

  /** Returns whether the last sample was published or has failed, and no event is waiting. */
  boolean areDone() {
    ExportThread to = thread;
    EventThread sending = events;
    return (to == null || to.handled() >= lastOffered) && (sending == null || sending.isDone());
  }

  /** See {@link ExportThread#endOverdue}. */
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

  /** See {@link ExportThread#tryOnce}. */
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

  /** See {@link ExportThread#finish}. */
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
