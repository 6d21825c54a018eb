package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.settings.ReliefSettings;
import io.github.headroom.agent.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * The work of one tick, in parts: a pass, and what follows from its sample. A part that throws is
 * logged once and the other parts continue: an OutOfMemoryError comes in each of them while the
 * application's heap is full. For one thread. Allocates nothing in a fast pass.
 */
final class Tick {

  /** The most ticks in a row that are skipped while nothing changes. */
  private static final int MOST_LEFT_OUT = 4;

  private final Wiring wiring;
  private final Settings settings;
  private final Sampler sampler;
  private final Records records;
  private final Exports exports;
  private final @Nullable CauseTick cause;
  private final @Nullable ReliefTick relief;
  private final Events events;
  private final AgentLog log;
  private final CompilerDirective directive = new CompilerDirective();
  private final LimitWatch limits;
  private final VerdictWatch verdicts;
  private final Pass pass;
  private final Sample sample;
  private final Outlook outlook;

  /** The ticks in a row that were skipped. */
  private int leftOut;

  Tick(
      Wiring wiring,
      Settings settings,
      Sampler sampler,
      Records records,
      Exports exports,
      @Nullable Causes causes,
      Events events,
      AgentLog log) {
    this.wiring = wiring;
    this.settings = settings;
    this.sampler = sampler;
    this.records = records;
    this.exports = exports;
    this.cause = causes == null ? null : new CauseTick(causes, sampler, records, events, log);
    ReliefSettings allowed = settings.relief();
    this.relief =
        allowed == null ? null : new ReliefTick(wiring, allowed, sampler, records, events, log);
    this.events = events;
    this.log = log;
    this.limits = new LimitWatch(log, events);
    this.verdicts = new VerdictWatch(log, events);
    this.pass = new Pass(sampler, log);
    this.sample = pass.sample();
    this.outlook = pass.outlook();
  }

  /** Returns the sample of the last pass. */
  Sample sample() {
    return sample;
  }

  /** Returns what is known after the last pass. */
  Outlook outlook() {
    return outlook;
  }

  /**
   * Returns whether to skip this tick, because nothing has changed since the last pass and no end
   * is near. At most four ticks in a row are skipped.
   *
   * <p>If something has changed after skipped ticks, the last pass is taken in and recorded once
   * more, with the time of the last tick at which it still held. The whole change came after that
   * time.
   *
   * @param wanted whether the tick is needed for another reason
   */
  boolean isLeftOut(boolean wanted) {
    boolean mayBe = !wanted && !isRelieving() && leftOut < MOST_LEFT_OUT;
    boolean still = (mayBe || leftOut > 0) && pass.stillHolds();
    if (still && mayBe) {
      leftOut++;
      return true;
    }
    if (leftOut > 0 && !still && pass.repeat()) {
      record();
    }
    leftOut = 0;
    return false;
  }

  /**
   * Makes a pass, which the outlook takes in. Returns whether the sample and the figures are those
   * of this pass.
   *
   * @param full whether to read everything
   */
  boolean pass(boolean full) {
    return pass.read(full);
  }

  /** Completes the sample of a fast pass, for an export that this pass has made due. */
  boolean complete() {
    return pass.complete();
  }

  /** Makes a pass between two ticks, which the outlook does not take in. */
  boolean passBetween(boolean full) {
    return pass.readBetween(full);
  }

  /** Starts the recording if it has not started. */
  void beginRecords() {
    try {
      records.begin(wiring, settings, sampler.location(), outlook, events);
    } catch (Throwable e) {
      log.failure("record", "nothing can be recorded", e);
    }
  }

  void record() {
    try {
      records.record(
          sampler.location(), sample, outlook, pass.seconds(), pass.isFull(), pass.isTaken());
    } catch (Throwable e) {
      log.failure("record", "a tick could not be recorded", e);
    }
  }

  void warn() {
    try {
      if (pass.isFull()) {
        limits.look(outlook);
      }
      verdicts.look(outlook, Pass.now());
      events.look();
    } catch (Throwable e) {
      log.failure("warnings", "a warning could not be logged", e);
    }
  }

  /** Writes the termination message and the status file if they are due. */
  void writeMessage() {
    try {
      records.writeMessage(sample, outlook, pass.seconds(), pass.isFull());
    } catch (Throwable e) {
      log.failure("message", "the termination message could not be written", e);
    }
    try {
      records.writeStatus(sample, outlook, pass.isFull());
    } catch (Throwable e) {
      log.failure("status", "the status could not be written", e);
    }
  }

  /** Frees memory, or ends the JVM in an orderly way, if the settings ask for it and it is due. */
  void relieve() {
    try {
      if (relief != null) {
        relief.look(sample, outlook, pass.seconds(), pass.isFull());
      }
    } catch (Throwable e) {
      reliefFailed(e);
    }
  }

  /** Records that the agent is about to halt this JVM. Also called during its shutdown. */
  void recordHalt() {
    try {
      if (relief != null && relief.isHalting()) {
        relief.recordHalt();
      }
    } catch (Throwable e) {
      reliefFailed(e);
    }
  }

  private void reliefFailed(Throwable e) {
    log.failure("relief part", "an action of relief could not be started", e);
  }

  /**
   * Looks into the growing area if it is due. Runs after this tick's messages are written, so that
   * they exist whatever the look does.
   */
  void lookForCause() {
    try {
      if (cause == null) {
        return;
      }
      if (cause.isDue(sample, outlook, pass.seconds())) {
        if (pass.isFull() || pass.complete()) {
          cause.look(sample, outlook, pass.seconds());
        }
      } else if (pass.isFull()) {
        cause.keep(sample, pass.seconds());
      }
    } catch (Throwable e) {
      causeFailed(e);
    }
  }

  /** Publishes the finding of a look that has ended. A look may end between two ticks. */
  void publishCause() {
    if (cause == null || !cause.hasFinding()) {
      return;
    }
    try {
      cause.publish(sample.epochMillis());
    } catch (Throwable e) {
      causeFailed(e);
    }
    writeMessage(); // allocates nothing, unlike the part above, which may have failed
  }

  private void causeFailed(Throwable e) {
    log.failure(AgentLog.Level.DEBUG, "cause", "the cause could not be looked for", e);
  }

  /** Keeps C2 away from the agent's code, if that has not been done. For use after a full pass. */
  void directCompilers() {
    try {
      directive.addBy(sampler.commands());
    } catch (Throwable e) {
      log.failure(AgentLog.Level.DEBUG, "directive", "C2 compiles the agent's own code, too", e);
    }
  }

  void export() {
    try {
      exports.offer(wiring, settings, records.previousExit(), sample, outlook.figures());
    } catch (Throwable e) {
      log.failure("exports", "exports could not be started; the next export tries again", e);
    }
  }

  /**
   * Returns whether the next tick is a full pass for a reason of its own: the end may be near, and
   * only a full pass shows the areas, or an action of relief is in progress and its effect is
   * measured. Not if full passes take more than a twentieth of the time, as with very many
   * mappings.
   */
  boolean wantsFull(long now) {
    return (outlook.isPressing() || isRelieving()) && pass.mayBeFull(now);
  }

  private boolean isRelieving() {
    return relief != null && relief.isActing();
  }
}
