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
 * Sends as OTLP events what the agent logs of the container, where the settings want them. All of
 * it is for any thread and waits for nobody; a thread of its own sends, which starts with the first
 * event, so that nothing is loaded before. A method throws OutOfMemoryError at most, and then
 * nothing has been sent.
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
   * @param exports learns of the thread that is to be waited for at the JVM's end
   */
  Events(Wiring wiring, Settings settings, Exports exports, AgentLog log) {
    boolean wanted = settings.events() != null;
    this.wiring = wanted ? wiring : null;
    this.settings = wanted ? settings : null;
    this.exports = exports;
    this.log = log;
  }

  /** Whether anybody wants them: else no method does anything. */
  boolean areOn() {
    return settings != null;
  }

  /**
   * The verdict has changed in a way that is logged.
   *
   * @param previous what was reported before
   * @param over whether that danger is over
   * @param sentence as it is logged
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
   * The cause of growth was found.
   *
   * @param lookMillis that the look took
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

  /** As units of metrics are written (UCUM): By as it is, things that are counted in braces. */
  private static String published(String unit) {
    if (unit.equals("By")) {
      return unit;
    }
    int plural = unit.endsWith("sses") ? 2 : unit.endsWith("s") ? 1 : 0;
    return '{' + unit.substring(0, unit.length() - plural) + '}';
  }

  /**
   * The agent has acted.
   *
   * @param action trim, squeeze or terminate
   * @param sentence as it is logged
   * @param usageBefore bytes that were charged before; null: not known
   * @param usageAfter bytes one second after; null: not known
   * @param seconds that the act took; null: not known, or the JVM ends by it
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

  /** How the JVM before this one ended; nothing of an end that is none to speak of. */
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
    if (sending != null && sending.isStopped()) { // the collector takes none
      return;
    }
    to.add(event);
    if (sending == null) {
      start();
    } else {
      sending.wake();
    }
  }

  /** Starts the thread where that has failed so far; to be called at each tick. */
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
          "the process has no file descriptors left (ulimit -n): events are sent when it has");
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
