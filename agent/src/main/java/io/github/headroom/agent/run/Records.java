package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.locate.Location;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.record.RecorderDirectory;
import io.github.headroom.agent.record.StatusFile;
import io.github.headroom.agent.record.TerminationText;
import io.github.headroom.agent.relief.Notice;
import io.github.headroom.agent.report.PreviousExit;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.settings.Settings;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What remains after a kill, the recording and the termination message, and the status file for
 * probes, as far as the settings and the machine allow them. For the sampling thread. Other threads
 * may ask whether there are any.
 */
final class Records {

  private final AgentLog log;
  private final RecordWiring wiring;
  private boolean terminationBegun;
  private boolean statusBegun;
  private boolean tried;
  private long lastTry;

  /** Whether the termination message names the recording. */
  private boolean named;

  private boolean shutDown;
  private boolean watched;
  private boolean ended;
  private @Nullable String previousExit;

  /** Whether an event has reported how the previous JVM ended. */
  private boolean sent;

  private double hooksSeconds;

  /** What the previous JVM has left, until the first full pass; null after it. */
  private @Nullable PreviousExit inheritance;

  private volatile @Nullable Recorder recorder;
  private volatile @Nullable TerminationText termination;
  private volatile @Nullable StatusFile status;

  Records(AgentLog log) {
    this.log = log;
    this.wiring = new RecordWiring(log);
  }

  /** Returns whether nothing is kept, or nothing yet. */
  boolean areNone() {
    return recorder == null && termination == null && status == null;
  }

  boolean isRecording() {
    Recorder to = recorder;
    return to != null && to.isRecording();
  }

  /** Returns how the previous JVM ended; null if that is not determined, or not yet. */
  @Nullable String previousExit() {
    return previousExit;
  }

  /** Returns how long the shutdown hooks of the previous JVM took, in s; 0 if unknown. */
  double hooksSeconds() {
    return hooksSeconds;
  }

  /**
   * Starts what has not started yet. Called with the first full pass, which finds the cgroup, and
   * again every half slow interval while nothing can be recorded.
   */
  void begin(
      Wiring joins,
      Settings settings,
      @Nullable Location location,
      Outlook outlook,
      Events events) {
    // each has its own flag, because an OutOfMemoryError may come between them
    if (!terminationBegun) {
      termination = wiring.terminationText(settings);
      terminationBegun = true;
    }
    if (!statusBegun) {
      status = wiring.statusFile(settings);
      statusBegun = true;
    }
    long now = System.nanoTime();
    if (recorder != null || (tried && now - lastTry < settings.slowIntervalMillis() * 500_000)) {
      return;
    }
    tried = true;
    lastTry = now;
    if (settings.files().records()) {
      beginRecording(joins, settings, location, outlook, events);
    }
  }

  /** Reports once how the previous JVM ended, and starts a recording. */
  private void beginRecording(
      Wiring joins,
      Settings settings,
      @Nullable Location location,
      Outlook outlook,
      Events events) {
    try {
      RecorderDirectory directory = wiring.directory(settings);
      String container = joins.container(settings);
      String service = joins.service(settings);
      PreviousExit before = wiring.before(directory, container, service);
      if (!sent) {
        events.previousExit(before); // with a full heap, the next attempt reports it
        sent = true;
      }
      if (previousExit == null) {
        previousExit = before.report(log);
        hooksSeconds = before.hooksSeconds();
        inheritance = before;
      }
      recorder =
          wiring.recorder(
              directory,
              before,
              container,
              service,
              joins.instanceId(settings),
              location,
              outlook.figures());
    } catch (IOException | RuntimeException e) {
      wiring.notRecording(settings, e);
    }
  }

  /**
   * Records a pass.
   *
   * @param seconds the time of the pass, on the clock of the outlook
   * @param taken whether the outlook has taken the pass in
   */
  void record(
      @Nullable Location location,
      Sample sample,
      Outlook outlook,
      double seconds,
      boolean full,
      boolean taken) {
    Recorder to = recorder;
    if (to != null) {
      if (full) {
        inherit(to, outlook, seconds, sample.epochMillis());
      }
      to.located(location, sample.epochMillis());
      to.sample(sample, outlook, seconds, full, taken);
    }
  }

  private void inherit(Recorder to, Outlook outlook, double seconds, long epochMillis) {
    PreviousExit from = inheritance;
    inheritance = null;
    if (from != null && from.inherit(outlook, seconds, epochMillis)) {
      to.inherited();
    }
  }

  /** Writes the termination message if it is due. */
  void writeMessage(Sample sample, Outlook outlook, double seconds, boolean full) {
    TerminationText to = termination;
    if (to == null) {
      return;
    }
    Recorder recording = recorder;
    if (recording != null && !named) {
      to.recordingTo(recording.path().toString());
      named = true;
    }
    to.update(sample, outlook, seconds, full);
  }

  /**
   * Puts the cause of the growth into the next termination message and status. Allocates nothing.
   *
   * @param sentence the cause; null when the growth is over
   */
  void showCause(@Nullable String sentence) {
    TerminationText text = termination;
    if (text != null) {
      text.cause(sentence);
    }
    StatusFile file = status;
    if (file != null) {
      file.cause(sentence);
    }
  }

  /** Records the cause of the growth. The end of a growth is part of the recorded verdict. */
  void recordCause(String sentence, long epochMillis) {
    Recorder to = recorder;
    if (to != null) {
      to.event(Recorder.CAUSE, epochMillis, sentence);
    }
  }

  /** Writes the status file if it is due. */
  void writeStatus(Sample sample, Outlook outlook, boolean full) {
    StatusFile file = status;
    if (file != null) {
      file.look(sample, outlook, full);
    }
  }

  /**
   * Records an action of relief. If it ends this JVM, it also goes into the termination message.
   */
  void relief(Notice notice, Sample sample, Outlook outlook, double seconds) {
    Recorder to = recorder;
    if (to != null) {
      int kind = notice.endsTheJvm() ? Recorder.TERMINATION : Recorder.RELIEF;
      to.event(kind, System.currentTimeMillis(), notice.text());
    }
    TerminationText text = termination;
    if (text != null && notice.endsTheJvm()) {
      text.ended(notice.text(), sample, outlook, seconds);
    }
  }

  /** Records that the agent halts this JVM. */
  void halts(String why) {
    Recorder to = recorder;
    if (to != null) {
      to.event(Recorder.HALT, System.currentTimeMillis(), why);
    }
  }

  /** Records once that the JVM's shutdown has begun. */
  void shutdownBegan() {
    Recorder to = recorder;
    if (to != null && !shutDown) {
      shutDown = true;
      to.event(Recorder.SHUTDOWN, System.currentTimeMillis(), "");
    }
  }

  /** Records once that the end of the shutdown will be recorded, too. */
  void shutdownIsWatched() {
    Recorder to = recorder;
    if (to != null && !watched) {
      watched = true;
      to.event(Recorder.SHUTDOWN_WATCHED, System.currentTimeMillis(), "");
    }
  }

  /**
   * Records an orderly end and removes the termination message and the status file, because this
   * end is no kill.
   *
   * @param seen whether this is the very end, after all hooks of the application
   */
  void shutdownEnded(boolean seen) {
    Recorder to = recorder;
    if (to != null && seen && !ended) { // first, because the JVM may halt at any time now
      to.event(Recorder.SHUTDOWN_ENDED, System.currentTimeMillis(), "");
      ended = true;
    }
    try {
      TerminationText text = termination;
      if (text != null) {
        text.clear();
      }
      termination = null;
    } finally { // an OutOfMemoryError is possible, as after System.exit with a full heap
      StatusFile file = status;
      status = null;
      if (file != null) {
        file.remove();
      }
    }
  }
}
