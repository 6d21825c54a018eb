package io.github.headroom.agent.run;

import io.github.headroom.agent.cause.Change;
import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.publish.Event;
import io.github.headroom.agent.publish.EventQueue;
import io.github.headroom.agent.publish.EventThread;
import io.github.headroom.agent.report.PreviousExit;
import io.github.headroom.agent.sample.Descriptors;
import io.github.headroom.agent.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the agent logs about the container as OTLP events, if the settings ask for it.
 *
 * <p>Every method may be called from any thread and never waits. A separate thread sends the events
 * and starts with the first one, so nothing is loaded before. A method throws at most
 * OutOfMemoryError, and then nothing was sent.
 */
final class Events {

  private static final double NEAR_SECONDS = 60;

  private final @Nullable Wiring wiring;
  private final @Nullable Settings settings;
  private final Exports exports;
  private final AgentLog log;
  private @Nullable EventQueue queue;
  private @Nullable EventThread thread;

  /**
   * @param exports waits for the sending thread when the JVM ends
   */
  Events(Wiring wiring, Settings settings, Exports exports, AgentLog log) {
    boolean wanted = settings.events() != null;
    this.wiring = wanted ? wiring : null;
    this.settings = wanted ? settings : null;
    this.exports = exports;
    this.log = log;
  }

  /** Returns whether events are enabled. If not, no method does anything. */
  boolean areOn() {
    return settings != null;
  }

  /**
   * Sends a change of the verdict that is logged.
   *
   * @param previous the verdict reported before
   * @param over whether that danger is over
   * @param sentence the logged text
   */
  void verdictChanged(
      Verdict verdict, Verdict previous, boolean over, Outlook outlook, String sentence) {
    if (!areOn()) {
      return;
    }
    double seconds = outlook.hasTime() ? outlook.midSeconds() : Double.POSITIVE_INFINITY;
    int severity = seconds < NEAR_SECONDS ? Event.ERROR : Event.WARN;
    MemoryArea culprit = outlook.culprit();
    Figures figures = outlook.latest();
    boolean known = figures.known(Figure.HEADROOM_EXPECTED);
    add(
        event(Event.VERDICT_CHANGE, over ? Event.INFO : severity, sentence)
            .with("headroom.verdict", verdict.word())
            .with("headroom.verdict.previous", previous.word())
            .with("headroom.memory.area", culprit == null ? null : culprit.word())
            .with("headroom.oom.headroom", known ? figures.whole(Figure.HEADROOM_EXPECTED) : null)
            .with("headroom.oom.time_to_kill", Double.isInfinite(seconds) ? null : seconds));
  }

  /**
   * Sends the cause of a growth.
   *
   * @param lookMillis how long the look took, in ms
   */
  void causeFound(Finding found, long lookMillis) {
    if (areOn()) {
      Change change = found.change();
      add(
          event(Event.CAUSE, Event.WARN, found.sentence())
              .with("headroom.memory.area", found.area().word())
              .with("headroom.cause.kind", found.kind())
              .with("headroom.cause.name", found.name())
              .with("headroom.cause.unit", change == null ? null : published(change.unit()))
              .with("headroom.cause.before", change == null ? null : (Long) change.before())
              .with("headroom.cause.now", change == null ? null : (Long) change.now())
              .with("headroom.cause.interval", change == null ? null : (Double) change.seconds())
              .with("headroom.cause.look.duration", lookMillis / 1e3));
    }
  }

  /** Returns the unit as metrics write it (UCUM): By unchanged, counted things in braces. */
  private static String published(String unit) {
    if (unit.equals("By")) {
      return unit;
    }
    int plural = unit.endsWith("sses") ? 2 : unit.endsWith("s") ? 1 : 0;
    return '{' + unit.substring(0, unit.length() - plural) + '}';
  }

  /**
   * Sends an action of relief.
   *
   * @param action trim, squeeze or terminate
   * @param sentence the logged text
   * @param usageBefore usage before the action, in bytes; null if unknown
   * @param usageAfter usage one second after the action, in bytes; null if unknown
   * @param seconds the duration of the action; null if unknown, or if the action ends the JVM
   */
  void relieved(
      String action,
      String sentence,
      @Nullable Long usageBefore,
      @Nullable Long usageAfter,
      @Nullable Double seconds) {
    if (areOn()) {
      Long freed = usageBefore == null || usageAfter == null ? null : usageBefore - usageAfter;
      add(
          event(Event.RELIEF, action.equals("terminate") ? Event.WARN : Event.INFO, sentence)
              .with("headroom.relief.action", action)
              .with("headroom.relief.usage.before", usageBefore)
              .with("headroom.relief.usage.after", usageAfter)
              .with("headroom.relief.freed", freed)
              .with("headroom.relief.duration", seconds));
    }
  }

  /** Sends how the previous JVM ended. An ordinary end is not sent. */
  void previousExit(PreviousExit before) {
    Event event = areOn() ? before.event(Wiring.WALL_CLOCK.getAsLong()) : null;
    if (event != null) {
      add(event);
    }
  }

  private static Event event(String name, int severity, String sentence) {
    return new Event(name, Wiring.WALL_CLOCK.getAsLong(), severity, sentence);
  }

  private synchronized void add(Event event) {
    EventQueue to = queue;
    if (to == null) {
      to = new EventQueue();
      queue = to;
    }
    EventThread sending = thread;
    if (sending != null && sending.isStopped()) { // the collector refuses events
      return;
    }
    to.add(event);
    if (sending == null) {
      start();
    } else {
      sending.wake();
    }
  }

  /** Starts the thread if that has failed before. Call this at each tick. */
  void look() {
    EventQueue waiting = areOn() ? queue : null;
    if (waiting != null && !waiting.isEmpty() && thread == null) {
      start();
    }
  }

  private synchronized void start() {
    EventQueue from = queue;
    if (wiring == null || settings == null || from == null || thread != null) {
      return;
    }
    if (Descriptors.areShort()) {
      log.warnOnce(
          "events descriptors",
          "the process has no file descriptors left (ulimit -n); events are sent when one is free");
      return;
    }
    try {
      EventThread started = wiring.events(from, settings);
      started.start();
      thread = started;
      exports.sendEventsBy(started);
    } catch (Throwable e) { // a full heap, or no process for a thread: the events wait
      log.failure("events", "events are sent later", e);
    }
  }
}
