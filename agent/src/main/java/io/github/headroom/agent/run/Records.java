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
 * What is there after a kill, the recording and the termination message, and the status for probes,
 * where the settings and the machine let them be. Each is for the sampling thread; whether there
 * are any is seen from others.
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

  /** Whether how the JVM before this one ended is known to the events. */
  private boolean sent;

  private double hooksSeconds;
  private volatile @Nullable Recorder recorder;
  private volatile @Nullable TerminationText termination;
  private volatile @Nullable StatusFile status;

  Records(AgentLog log) {
    this.log = log;
    this.wiring = new RecordWiring(log);
  }

  /** Whether nothing is kept, or nothing yet. */
  boolean areNone() {
    return recorder == null && termination == null && status == null;
  }

  boolean isRecording() {
    Recorder to = recorder;
    return to != null && to.isRecording();
  }

  /** How the JVM before this one ended; null where that is not looked for, or not yet. */
  @Nullable String previousExit() {
    return previousExit;
  }

  /** What the hooks of the JVM before this one took, seconds; 0 where that is not known. */
  double hooksSeconds() {
    return hooksSeconds;
  }

  /**
   * Begins where it has not: with the first full pass, which finds the cgroup, and after half a
   * slow interval again while nothing can be recorded.
   */
  void begin(
      Wiring joins,
      Settings settings,
      @Nullable Location location,
      Outlook outlook,
      Events events) {
    if (!terminationBegun) { // each by itself: an OutOfMemoryError may come in between
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
    if (settings.records()) {
      beginRecording(joins, settings, location, outlook, events);
    }
  }

  /** Reports how the JVM before this one ended, once, and begins a recording. */
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
        events.previousExit(before); // in a full heap the next try
        sent = true;
      }
      if (previousExit == null) {
        previousExit = before.report(log);
        hooksSeconds = before.hooksSeconds();
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
   * @param seconds when it was, by the clock that the outlook was given
   * @param taken whether the outlook has taken it in
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
      to.located(location, sample.epochMillis());
      to.sample(sample, outlook, seconds, full, taken);
    }
  }

  /** Writes the termination message where it is time to. */
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
   * Has what grows in the culprit's area in the messages that are written next. Takes no memory.
   *
   * @param sentence null: it grows no more
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

  /**
   * Records what grows in the culprit's area; that it grows no more the recording's verdict has.
   */
  void recordCause(String sentence, long epochMillis) {
    Recorder to = recorder;
    if (to != null) {
      to.event(Recorder.CAUSE, epochMillis, sentence);
    }
  }

  /** Writes the status where it is time to. */
  void writeStatus(Sample sample, Outlook outlook, boolean full) {
    StatusFile file = status;
    if (file != null) {
      file.look(sample, outlook, full);
    }
  }

  /** Records an act of relief; where it is to end this JVM, the termination message has it, too. */
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

  /** The JVM's shutdown begins: recorded once. */
  void shutdownBegan() {
    Recorder to = recorder;
    if (to != null && !shutDown) {
      shutDown = true;
      to.event(Recorder.SHUTDOWN, System.currentTimeMillis(), "");
    }
  }

  /** The end of the shutdown will be recorded, too: recorded once. */
  void shutdownIsWatched() {
    Recorder to = recorder;
    if (to != null && !watched) {
      watched = true;
      to.event(Recorder.SHUTDOWN_WATCHED, System.currentTimeMillis(), "");
    }
  }

  /**
   * The JVM ends in order: there is no termination message of what is nobody's kill.
   *
   * @param seen whether it is the very end, after all hooks of the application
   */
  void shutdownEnded(boolean seen) {
    Recorder to = recorder;
    if (to != null && seen && !ended) { // first: the JVM may halt at any moment now
      to.event(Recorder.SHUTDOWN_ENDED, System.currentTimeMillis(), "");
      ended = true;
    }
    try {
      TerminationText text = termination;
      if (text != null) {
        text.clear();
      }
      termination = null;
    } finally { // an OutOfMemoryError, as where the heap is full at System.exit
      StatusFile file = status;
      status = null;
      if (file != null) {
        file.remove();
      }
    }
  }
}
