package io.github.headroom.agent.relief;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.Evidence;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import io.github.headroom.agent.sample.DiagnosticCommands;
import io.github.headroom.agent.sample.ReliefCounts;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.sample.VmOptions;
import io.github.headroom.agent.settings.Setting;
import io.github.headroom.agent.settings.Settings;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * The acts of relief that the settings allow, in their order: trim, squeeze, terminate. One at a
 * time, and what it gave is known by the first pass that is at least a second later.
 *
 * <p>For the sampling thread; an act has a thread of its own. Makes no garbage while there is
 * nothing to do.
 */
public final class Relief {

  private static final double PROOF_SECONDS = 1;

  /** An act that takes longer does not keep the JVM from being ended. */
  private static final double LONG_SECONDS = 10;

  /** When memory is trimmed after the start. */
  private static final double START_SECONDS = 20;

  private final AgentLog log;
  private final Situation now = new Situation();
  private final @Nullable Trim trim;
  private final @Nullable Squeeze squeeze;
  private final @Nullable Terminate terminate;
  private final ReliefCounts trims = ReliefCounts.ofTrim();
  private final ReliefCounts squeezes = ReliefCounts.ofSqueeze();
  private final ReliefCounts ends = ReliefCounts.ofTerminate();
  private final boolean trimsWhereNear;
  private boolean trimsAtStart;

  /** The act that is about to begin, runs, or whose proof is awaited. */
  private @Nullable ActionThread acting;

  /** Whether that is the trim after the start. */
  private boolean ofStart;

  private long usageBefore;
  private double began;

  /**
   * @param trim and the others: null where it is not to be done
   * @param near whether memory is trimmed where a kill is near
   * @param atStart whether it is trimmed once after the start
   */
  Relief(
      AgentLog log,
      @Nullable Trim trim,
      @Nullable Squeeze squeeze,
      @Nullable Terminate terminate,
      boolean near,
      boolean atStart) {
    this.log = log;
    this.trim = trim;
    this.squeeze = squeeze;
    this.terminate = terminate;
    this.trimsWhereNear = near;
    this.trimsAtStart = atStart;
  }

  /**
   * What the settings ask for, where this JVM can do it; what it cannot is logged.
   *
   * @param sampler after its first full pass
   */
  public static Relief create(
      Settings settings, Sampler sampler, @Nullable Instrumentation instrumentation, AgentLog log) {
    boolean near = settings.relief().contains("trim");
    boolean atStart = settings.reliefTrimsAtStart();
    Trim trim = null;
    if (near || atStart) {
      DiagnosticCommands commands = sampler.commands();
      String why = Trim.impossible(commands);
      if (why == null && commands != null) {
        trim = new Trim(commands);
      } else {
        impossible(near ? Setting.RELIEF : Setting.RELIEF_TRIM_AT_START, "trim", why, log);
      }
    }
    Squeeze squeeze = null;
    if (settings.relief().contains("squeeze")) {
      squeeze = squeeze(settings, instrumentation, log);
    }
    Terminate terminate = null;
    if (settings.relief().contains("terminate")) {
      Long lead = settings.reliefLeadMillis();
      terminate = new Terminate(lead == null ? null : (Double) (lead / 1e3));
    }
    Relief relief = new Relief(log, trim, squeeze, terminate, near, atStart);
    relief.addTo(sampler);
    return relief;
  }

  private static @Nullable Squeeze squeeze(
      Settings settings, @Nullable Instrumentation instrumentation, AgentLog log) {
    String why;
    try {
      VmOptions options = VmOptions.open(instrumentation);
      why = Squeeze.impossible(options);
      if (why == null) {
        return new Squeeze(options, settings.reliefMaxPauseMillis() / 1e3);
      }
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      throwIfPassing(e);
      why = "the JVM's options cannot be reached (" + Printable.thrown(e) + ")";
    }
    impossible(Setting.RELIEF, "squeeze", why, log);
    return null;
  }

  private static void impossible(Setting by, String act, @Nullable String why, AgentLog log) {
    log.warnOnce("relief of " + act, by.property() + ": " + act + " is not done: " + why);
  }

  /** What the JVM's own code has thrown for want of memory is no answer: it is tried again. */
  static void throwIfPassing(Throwable thrown) {
    if (thrown.getCause() instanceof VirtualMachineError) {
      throw (VirtualMachineError) thrown.getCause();
    }
  }

  private void addTo(Sampler sampler) {
    if (trim != null) {
      sampler.add(trims);
    }
    if (squeeze != null) {
      sampler.add(squeezes);
    }
    if (terminate != null) {
      sampler.add(ends);
    }
  }

  /** What the shutdown hooks of the JVM before this one took, seconds; 0 where not known. */
  public void hooksTook(double seconds) {
    if (terminate != null) {
      terminate.hooksTook(seconds);
    }
  }

  /** Whether the next pass is wanted, at its time: an act runs, or its proof is awaited. */
  public boolean isActing() {
    return acting != null;
  }

  /**
   * Takes in a pass. What it gives is to be recorded; then, and also where that fails, {@link
   * #proceed} is to be called.
   *
   * @param seconds of System.nanoTime, as the outlook was given
   */
  public @Nullable Notice look(Sample sample, Outlook outlook, double seconds) {
    now.fill(sample, outlook, seconds);
    return look(now);
  }

  /** The same of what is filled in. */
  @Nullable Notice look(Situation of) {
    ActionThread under = acting;
    if (under != null) {
      if (under.isDone() && of.known && of.seconds - under.endedAt() >= PROOF_SECONDS) {
        acting = null;
        return proof(under, of);
      }
      boolean hangs = !under.isDone() && of.seconds - began > LONG_SECONDS;
      return hangs ? end(of) : null;
    }
    restore();
    if (!of.known) {
      interrupted();
      return null;
    }
    if (trim != null && trimsAtStart && of.age >= START_SECONDS) {
      Notice begins = begin(trim, of);
      trimsAtStart = false;
      ofStart = true;
      return begins;
    }
    // A lead of more than two minutes makes a kill near that would not be.
    if (!of.isNear() && !(terminate != null && terminate.isWithinLead(of))) {
      interrupted();
      return null;
    }
    if (trim != null && trimsWhereNear && may(trim, of)) {
      return begin(trim, of);
    }
    if (squeeze != null && may(squeeze, of)) {
      return begin(squeeze, of);
    }
    return end(of);
  }

  private @Nullable Notice end(Situation of) {
    return terminate != null && terminate.barred(of) == null ? begin(terminate, of) : null;
  }

  /** What the last squeeze could not. */
  private void restore() {
    if (squeeze == null || !squeeze.isUnrestored()) {
      return;
    }
    try {
      squeeze.restore();
    } catch (ReflectiveOperationException e) {
      log.failure("ratios", "Min/MaxHeapFreeRatio are not restored; each pass tries it again", e);
    }
  }

  private void interrupted() {
    if (terminate != null) {
      terminate.interrupted();
    }
  }

  private boolean may(Action action, Situation of) {
    String why = action.barred(of);
    if (why != null && log.isLogged(AgentLog.Level.DEBUG)) {
      log.once(AgentLog.Level.DEBUG, why, action.word() + " is not done now: " + why);
    }
    return why == null;
  }

  private Notice begin(Action action, Situation of) {
    acting = action.thread(); // first: what cannot be begun is neither counted nor announced
    usageBefore = of.usage;
    began = of.seconds;
    interrupted();
    if (action instanceof Terminate) {
      ends.add(0, 0);
      String why =
          "the agent ends this JVM by SIGTERM (headroom.relief=terminate): the OOM kill is expected"
              + " in "
              + Evidence.between(of.midSeconds, of.highSeconds)
              + ", the shutdown hooks have "
              + Evidence.time(((Terminate) action).deadlineSeconds());
      log.warn(why);
      return new Notice(action, why, usageBefore);
    }
    return new Notice(
        action,
        action.word()
            + " begins with "
            + Bytes.mebibytes(of.expected)
            + " of headroom, limit "
            + Bytes.mebibytes(of.limit),
        usageBefore);
  }

  ReliefCounts squeezes() {
    return squeezes;
  }

  /** What is to be recorded before the agent halts this JVM; null where it is not about to. */
  public @Nullable String halt() {
    return terminate != null && terminate.isHalting()
        ? "the agent halts this JVM: the shutdown hooks have not ended within "
            + Evidence.time(terminate.deadlineSeconds())
        : null;
  }

  /** That has been recorded. */
  public void haltRecorded() {
    if (terminate != null) {
      terminate.haltRecorded();
    }
  }

  /** Has the act that was decided on done; nothing where there is none. */
  public void proceed() {
    ActionThread next = acting;
    if (next != null) {
      next.letGo();
    }
  }

  private Notice proof(ActionThread of, Situation after) {
    Action action = of.action();
    Throwable failure = of.failure();
    long bytes = failure == null ? usageBefore - after.usage : 0;
    double took = of.tookNanos() / 1e9;
    if (!ofStart) { // the trim after the start does not keep one from coming where a kill is near
      action.acted(after, bytes, took);
    }
    ofStart = false;
    (action == trim ? trims : squeezes).add(bytes, of.tookNanos());
    if (failure != null) {
      String text = action.word() + " failed; it is tried again in its time";
      log.failure("relief", text, failure);
      return new Notice(action, text, usageBefore, null, took);
    }
    String text =
        action.word()
            + (bytes > 0 ? " gave " + Bytes.mebibytes(bytes) + " back" : " gave nothing back")
            + " in "
            + Math.round(took * 1000)
            + " ms: usage "
            + Bytes.mebibytes(usageBefore)
            + " before, "
            + Bytes.mebibytes(after.usage)
            + " a second after";
    log.info(text);
    return new Notice(action, text, usageBefore, after.usage, took);
  }
}
