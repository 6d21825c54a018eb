package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * The work of one tick, in parts: a pass, and what follows from its sample. A part that throws is
 * logged once and the other parts continue, because the application's heap may be full. For one
 * thread. Allocates nothing in a fast pass.
 */
final class Tick {

  // The parts are not an enum: it would be one more class, initialized in the first tick.
  private static final int PASS = 0;
  private static final int COMPLETION = 1;
  private static final int PASS_BETWEEN = 2;
  private static final int BEGINNING = 3;
  private static final int RECORD = 4;
  private static final int WARNINGS = 5;
  private static final int MESSAGE = 6;
  private static final int EXPORT = 7;
  private static final int LOOK = 8;
  private static final int ONCE_MORE = 9;
  private static final int STATUS = 10;
  private static final int DIRECTIVE = 11;
  private static final int RELIEF = 12;
  private static final int CAUSE = 13;
  private static final int FOUND = 14;
  private static final int HALT = 15;

  /** The most ticks in a row that are skipped while nothing changes. */
  private static final int MOST_LEFT_OUT = 4;

  private static final long FULL_SHARE = 20;

  /** The assumed duration of a full pass until it is known. */
  private static final long FULL_NANOS = 10_000_000;

  private final Wiring wiring;
  private final Settings settings;
  private final Sampler sampler;
  private final Records records;
  private final Exports exports;
  private final @Nullable CauseTick cause;
  private final @Nullable ReliefTick relief;
  private final Events events;
  private final AgentLog log;
  private final CompilerDirective directive;
  private final LimitWatch limits;
  private final VerdictWatch verdicts;
  private final Sample sample = new Sample();
  private final Outlook outlook = new Outlook();

  /** Whether the sample comes from a full pass. */
  private boolean full;

  /** Whether the outlook has taken the sample in. */
  private boolean taken;

  /** When the sample was read, in s. */
  private double seconds;

  /**
   * Since the last pass: the ticks skipped, whether nothing has changed, and when that was last
   * checked.
   */
  private int leftOut;

  private boolean still;
  private double stillSeconds;

  private long fullNanos = FULL_NANOS;
  private long fullEnded;

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
    this.relief =
        settings.relieves()
            ? new ReliefTick(wiring, settings, sampler, records, events, log)
            : null;
    this.events = events;
    this.log = log;
    this.directive = new CompilerDirective();
    this.limits = new LimitWatch(log, events);
    this.verdicts = new VerdictWatch(log, events);
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
    still = false;
    if (mayBe || leftOut > 0) {
      runs(LOOK);
    }
    if (still && mayBe) {
      leftOut++;
      return true;
    }
    if (leftOut > 0 && !still && runs(ONCE_MORE)) {
      runs(RECORD);
    }
    leftOut = 0;
    return false;
  }

  /**
   * Makes a pass, which the outlook takes in. Returns whether the sample and the figures are those
   * of this pass.
   */
  boolean pass(boolean ofEverything) {
    full = ofEverything;
    return runs(PASS);
  }

  /** Completes the sample of a fast pass, for an export that this pass has made due. */
  boolean complete() {
    boolean complete = runs(COMPLETION);
    full |= complete;
    return complete;
  }

  /** Makes a pass between two ticks, which the outlook does not take in. */
  boolean passBetween(boolean ofEverything) {
    full = ofEverything;
    return runs(PASS_BETWEEN);
  }

  /** Starts the recording if it has not started. */
  void beginRecords() {
    runs(BEGINNING);
  }

  void record() {
    runs(RECORD);
  }

  void warn() {
    runs(WARNINGS);
  }

  void writeMessage() {
    runs(MESSAGE);
    runs(STATUS);
  }

  /** Frees memory, or ends the JVM in an orderly way, if the settings ask for it and it is due. */
  void relieve() {
    if (relief != null) {
      runs(RELIEF);
    }
  }

  /** Records that the agent is about to halt this JVM. Also called during its shutdown. */
  void recordHalt() {
    if (relief != null && relief.isHalting()) {
      runs(HALT);
    }
  }

  /**
   * Looks into the growing area if it is due. Runs after this tick's messages are written, so that
   * they exist whatever the look does.
   */
  void lookForCause() {
    if (cause != null) {
      runs(CAUSE);
    }
  }

  /** Publishes the finding of a look that has ended. A look may end between two ticks. */
  void publishCause() {
    if (cause != null && cause.hasFinding()) {
      runs(FOUND);
      writeMessage(); // allocates nothing, unlike the part above, which may have failed
    }
  }

  /** Keeps C2 away from the agent's code, if that has not been done. For use after a full pass. */
  void directCompilers() {
    runs(DIRECTIVE);
  }

  void export() {
    runs(EXPORT);
  }

  /**
   * Returns whether the next tick is a full pass for a reason of its own: the end may be near, and
   * only a full pass shows the areas, or an action of relief is in progress and its effect is
   * measured. Not if full passes take more than a twentieth of the time, as with very many
   * mappings.
   */
  boolean wantsFull(long now) {
    return (outlook.isPressing() || isRelieving()) && now - fullEnded >= FULL_SHARE * fullNanos;
  }

  private boolean isRelieving() {
    return relief != null && relief.isActing();
  }

  /** Runs a part. Returns whether it completed. */
  private boolean runs(int part) {
    try {
      run(part);
      return true;
    } catch (Throwable e) { // OutOfMemoryError while the application's heap is full
      fail(part, e);
      return false;
    }
  }

  private void run(int part) throws Exception {
    switch (part) {
      case PASS:
        readSample();
        taken = true;
        if (full) {
          outlook.full(sample, seconds);
        } else {
          outlook.fast(sample, seconds);
        }
        break;
      case COMPLETION:
        readAll();
        outlook.beside(sample);
        break;
      case PASS_BETWEEN:
        readSample();
        taken = false;
        break;
      case BEGINNING:
        records.begin(wiring, settings, sampler.location(), outlook, events);
        break;
      case RECORD:
        records.record(sampler.location(), sample, outlook, seconds, full, taken);
        break;
      case WARNINGS:
        if (full) {
          limits.look(outlook);
        }
        verdicts.look(outlook, seconds());
        events.look();
        break;
      case MESSAGE:
        records.writeMessage(sample, outlook, seconds, full);
        break;
      case STATUS:
        records.writeStatus(sample, outlook, full);
        break;
      case DIRECTIVE:
        directive.addBy(sampler.commands());
        break;
      case RELIEF:
        if (relief != null) {
          relief.look(sample, outlook, seconds, full);
        }
        break;
      case HALT:
        if (relief != null) {
          relief.recordHalt();
        }
        break;
      case CAUSE:
        if (cause != null) {
          lookForCause(cause);
        }
        break;
      case FOUND:
        if (cause != null) {
          cause.publish(sample.epochMillis());
        }
        break;
      case EXPORT:
        exports.offer(wiring, settings, records.previousExit(), sample, outlook.figures());
        break;
      case LOOK:
        long bytes = outlook.calmBytes();
        still = bytes > 0 && sampler.isStill(sample, bytes);
        if (still) { // the sample is valid until now
          sampler.stamp(sample);
          stillSeconds = seconds();
        }
        break;
      case ONCE_MORE:
        full = false;
        taken = true;
        seconds = stillSeconds;
        outlook.fast(sample, seconds);
        break;
      default:
        throw new IllegalArgumentException();
    }
  }

  private void fail(int part, Throwable e) {
    switch (part) {
      case BEGINNING:
        log.failure("record", "nothing can be recorded", e);
        break;
      case RECORD:
        log.failure("record", "a tick could not be recorded", e);
        break;
      case WARNINGS:
        log.failure("warnings", "a warning could not be logged", e);
        break;
      case MESSAGE:
        log.failure("message", "the termination message could not be written", e);
        break;
      case STATUS:
        log.failure("status", "the status could not be written", e);
        break;
      case DIRECTIVE:
        log.failure(AgentLog.Level.DEBUG, "directive", "C2 compiles the agent's own code, too", e);
        break;
      case RELIEF:
      case HALT:
        log.failure("relief part", "an action of relief could not be started", e);
        break;
      case CAUSE:
      case FOUND:
        log.failure(AgentLog.Level.DEBUG, "cause", "the cause could not be looked for", e);
        break;
      case EXPORT:
        log.failure("exports", "exports could not be started; the next export tries again", e);
        break;
      default:
        log.failure("pass", "a pass failed; the next one runs on schedule", e);
    }
  }

  private void lookForCause(CauseTick by) {
    if (by.isDue(sample, outlook, seconds)) {
      if (!full) {
        readAll();
        outlook.beside(sample);
        full = true;
      }
      by.look(sample, outlook, seconds);
    } else if (full) {
      by.keep(sample, seconds);
    }
  }

  private void readSample() {
    if (full) {
      readAll();
    } else {
      sampler.fastPass(sample);
    }
    seconds = seconds();
  }

  private void readAll() {
    sampler.fullPass(sample);
    // The first pass loads classes, and a single pass may be delayed: neither predicts the next
    // one.
    fullNanos = Math.min(sample.durationNanos(), 2 * fullNanos);
    fullEnded = System.nanoTime();
  }

  private static double seconds() {
    return System.nanoTime() / 1e9;
  }
}
