package io.github.headroom.agent.run;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.relief.Notice;
import io.github.headroom.agent.relief.Relief;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What a tick does, in parts: a pass, and what follows from its sample. A part that throws is
 * logged once, and the others go on: the application may have taken the whole heap. For one thread.
 * Makes no garbage in a fast pass.
 */
final class Tick {

  // The parts. No enum: that is one class more, initialised in the first tick.
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

  /** Ticks in a row that are left out where nothing moves. */
  private static final int MOST_LEFT_OUT = 4;

  private static final long FULL_SHARE = 20;

  /** What a full pass takes, until it is known. */
  private static final long FULL_NANOS = 10_000_000;

  private final Wiring wiring;
  private final Settings settings;
  private final Sampler sampler;
  private final Records records;
  private final Exports exports;
  private final @Nullable Causes causes;
  private final Events events;
  private final AgentLog log;
  private final CompilerDirective directive;
  private final LimitWatch limits;
  private final VerdictWatch verdicts;
  private final Sample sample = new Sample();
  private final Outlook outlook = new Outlook();

  /** Whether the sample is a full pass's. */
  private boolean full;

  /** Whether the outlook has taken the sample in. */
  private boolean taken;

  /** When the sample was read. */
  private double seconds;

  /** Since the last pass: ticks left out, whether nothing has moved, and the last look at that. */
  private int leftOut;

  private boolean still;
  private double stillSeconds;

  /** Null where no relief is asked for, and before the first full pass. */
  private @Nullable Relief relief;

  /** Of a finding, how many of those who publish it have done so. */
  private int published;

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
    this.causes = causes;
    this.events = events;
    this.log = log;
    this.directive = new CompilerDirective();
    this.limits = new LimitWatch(log, events);
    this.verdicts = new VerdictWatch(log, events);
  }

  /** What was read by the last pass. */
  Sample sample() {
    return sample;
  }

  /** What is known after the last pass. */
  Outlook outlook() {
    return outlook;
  }

  /**
   * Whether this tick is left out: nothing has moved since the last pass, and no end is near. Of
   * five in a row one is a whole tick all the same. Where something has moved after some were left
   * out, the pass before is taken in and recorded once more, as of the last tick at which it still
   * held: all that came has come since.
   *
   * @param wanted whether the tick is wanted for another reason
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

  /** A pass, which the outlook takes in; gives whether sample and figures are those of it. */
  boolean pass(boolean ofEverything) {
    full = ofEverything;
    return runs(PASS);
  }

  /** Makes the sample of a fast pass a whole one, for an export that has become due by it. */
  boolean complete() {
    boolean complete = runs(COMPLETION);
    full |= complete;
    return complete;
  }

  /** A pass between two ticks, which the outlook does not take in. */
  boolean passBetween(boolean ofEverything) {
    full = ofEverything;
    return runs(PASS_BETWEEN);
  }

  /** Begins to record, where that has not begun. */
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

  /** Gives memory back, or ends the JVM in order, where that is asked for and it is time to. */
  void relieve() {
    if (settings.relieves()) {
      runs(RELIEF);
    }
  }

  /** Records that the agent halts this JVM, where it is about to: also while it shuts down. */
  void recordHalt() {
    if (relief != null && relief.halt() != null) {
      runs(HALT);
    }
  }

  /**
   * Looks into the area that grows where it is time to: after the messages of this tick have been
   * written, so that whatever a look does, what was known before it is there.
   */
  void lookForCause() {
    if (causes != null) {
      runs(CAUSE);
    }
  }

  /** Publishes what a look has found, if one has; a look may end between two ticks. */
  void publishCause() {
    if (causes != null && causes.found() != null) {
      runs(FOUND);
      writeMessage(); // which takes no memory: the rest may have failed
    }
  }

  /** After a full pass: keeps C2 from the agent's code, where that has not been done. */
  void directCompilers() {
    runs(DIRECTIVE);
  }

  void export() {
    runs(EXPORT);
  }

  /**
   * While the end may be near every tick is full: who holds the memory is known of no other; and
   * while an act of relief is under way, so that what it gave is known. Unless that took more than
   * a twentieth of the time, as where the process has very many mappings.
   */
  boolean wantsFull(long now) {
    return (outlook.isPressing() || isRelieving()) && now - fullEnded >= FULL_SHARE * fullNanos;
  }

  private boolean isRelieving() {
    return relief != null && relief.isActing();
  }

  /** Whether the part came to its end. */
  private boolean runs(int part) {
    try {
      run(part);
      return true;
    } catch (Throwable e) { // OutOfMemoryError while the application has taken the whole heap
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
        lookAtRelief();
        break;
      case HALT:
        recordTheHalt();
        break;
      case CAUSE:
        if (causes != null) {
          lookIntoTheCulprit(causes);
        }
        break;
      case FOUND:
        if (causes != null) {
          publish(causes);
        }
        break;
      case EXPORT:
        exports.offer(wiring, settings, records.previousExit(), sample, outlook.figures());
        break;
      case LOOK:
        long bytes = outlook.calmBytes();
        still = bytes > 0 && sampler.isStill(sample, bytes);
        if (still) { // the sample holds until now
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

  private void lookAtRelief() {
    Relief by = relief;
    if (by == null) {
      if (!full || !sampler.hasSoughtCommands()) {
        return; // the JVM's commands are not known yet
      }
      by = wiring.relief(settings, sampler);
      relief = by;
    }
    by.hooksTook(records.hooksSeconds());
    try {
      Notice notice = by.look(sample, outlook, seconds);
      if (notice != null) {
        records.relief(notice, sample, outlook, seconds);
        if (notice.endsTheJvm() || notice.seconds() != null) {
          events.relieved(
              notice.action(),
              notice.text(),
              notice.usageBefore(),
              notice.usageAfter(),
              notice.seconds());
        }
      }
    } finally {
      by.proceed();
    }
  }

  private void recordTheHalt() {
    String why = relief == null ? null : relief.halt();
    if (relief != null && why != null) {
      records.halts(why);
      log.warn(why);
      relief.haltRecorded();
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
        log.failure("say", "a warning could not be logged", e);
        break;
      case MESSAGE:
        log.failure("words", "the termination message could not be written", e);
        break;
      case STATUS:
        log.failure("status", "the status could not be written", e);
        break;
      case DIRECTIVE:
        log.failure(AgentLog.Level.DEBUG, "directive", "C2 compiles the agent's own code, too", e);
        break;
      case RELIEF:
      case HALT:
        log.failure("relief part", "an act of relief could not be begun", e);
        break;
      case CAUSE:
      case FOUND:
        log.failure(AgentLog.Level.DEBUG, "cause", "the cause could not be looked for", e);
        break;
      case EXPORT:
        log.failure("exports", "exports could not be started; tried again at the next", e);
        break;
      default:
        log.failure("pass", "a pass failed; the next is tried in its time", e);
    }
  }

  private void lookIntoTheCulprit(Causes by) {
    by.watchHeap(sample);
    if (by.isOver(outlook, seconds)) {
      records.showCause(null);
      published = 0;
    }
    if (by.isDue(outlook, sampler, seconds)) {
      if (!full) {
        readAll();
        outlook.beside(sample);
        full = true;
      }
      by.look(sample, outlook, sampler, seconds);
    } else if (full) {
      by.keep(sample, sampler, seconds);
    }
  }

  /** In a full heap as far as it goes, and from there on at the next tick. */
  private void publish(Causes by) {
    Finding found = by.found();
    if (found == null) {
      return;
    }
    if (published == 0) {
      records.showCause(found.sentence());
      published++;
    }
    if (published == 1) {
      records.recordCause(found.sentence(), sample.epochMillis());
      published++;
    }
    if (published == 2) {
      log.warn("cause: " + found.sentence());
      published++;
    }
    events.causeFound(found, by.tookMillis());
    by.taken();
    published = 0;
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
    // The first loads classes, and one may be held up: neither tells what the next will take.
    fullNanos = Math.min(sample.durationNanos(), 2 * fullNanos);
    fullEnded = System.nanoTime();
  }

  private static double seconds() {
    return System.nanoTime() / 1e9;
  }
}
