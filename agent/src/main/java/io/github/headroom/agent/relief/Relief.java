package io.github.headroom.agent.relief;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.ReliefCounts;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import org.jspecify.annotations.Nullable;

/**
 * Runs the actions of relief that the settings allow, in the order trim, squeeze, terminate. One
 * action runs at a time. The first pass at least one second after it measures its effect.
 *
 * <p>For the sampling thread. Each action runs on a thread of its own. Allocates nothing while
 * there is nothing to do.
 */
public final class Relief {

  private static final double PROOF_SECONDS = 1;

  /** A running action that takes longer than this, in s, does not prevent the end of the JVM. */
  private static final double LONG_SECONDS = 10;

  /** When the trim after the start is due, in s. */
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

  /** The action that is about to start, is running, or whose effect is not yet measured. */
  private @Nullable ActionThread acting;

  /** Whether it is the trim after the start. */
  private boolean ofStart;

  private long usageBefore;
  private double began;

  /**
   * @param trim null if it must not run; the same for the other two
   * @param near whether to trim when a kill is near
   * @param atStart whether to trim once after the start
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

  /** Registers the counts of the actions that may run. */
  void addTo(Sampler sampler) {
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

  /** Takes how long the shutdown hooks of the previous JVM took, in s; 0 if unknown. */
  public void hooksTook(double seconds) {
    if (terminate != null) {
      terminate.hooksTook(seconds);
    }
  }

  /**
   * Returns whether the next pass must not be skipped, because an action runs or its effect is not
   * yet measured.
   */
  public boolean isActing() {
    return acting != null;
  }

  /**
   * Takes in a pass. Returns what to record, or null. After it was recorded, or recording has
   * failed, call {@link #proceed}.
   *
   * @param seconds the time of System.nanoTime that the outlook was given
   */
  public @Nullable Notice look(Sample sample, Outlook outlook, double seconds) {
    now.fill(sample, outlook, seconds);
    return look(now);
  }

  /** See {@link #look(Sample, Outlook, double)}, for a situation that is filled in. */
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
    // A lead of more than two minutes reaches beyond the time within which a kill counts as near.
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

  /** Restores the ratios that the last squeeze could not restore. */
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
    // first, so that an action without a thread is neither counted nor announced
    acting = action.thread();
    usageBefore = of.usage;
    began = of.seconds;
    interrupted();
    if (action instanceof Terminate) {
      ends.add(0, 0);
      String why = ReliefText.terminates(of, ((Terminate) action).deadlineSeconds());
      log.warn(why);
      return new Notice(action, why, usageBefore);
    }
    return new Notice(action, ReliefText.begins(action, of), usageBefore);
  }

  ReliefCounts squeezes() {
    return squeezes;
  }

  /** Returns the text to record before the agent halts this JVM; null if it is not about to. */
  public @Nullable String halt() {
    return terminate != null && terminate.isHalting()
        ? ReliefText.halts(terminate.deadlineSeconds())
        : null;
  }

  /** Takes note that the halt was recorded. */
  public void haltRecorded() {
    if (terminate != null) {
      terminate.haltRecorded();
    }
  }

  /** Starts the pending action, if there is one. */
  public void proceed() {
    ActionThread next = acting;
    if (next != null) {
      next.release();
    }
  }

  private Notice proof(ActionThread of, Situation after) {
    Action action = of.action();
    Throwable failure = of.failure();
    long bytes = failure == null ? usageBefore - after.usage : 0;
    double took = of.tookNanos() / 1e9;
    if (!ofStart) { // the trim after the start does not delay the next one
      action.acted(after, bytes, took);
    }
    ofStart = false;
    (action == trim ? trims : squeezes).add(bytes, of.tookNanos());
    if (failure != null) {
      String text = action.word() + " failed; it is tried again later";
      log.failure("relief", text, failure);
      return new Notice(action, text, usageBefore, null, took);
    }
    String text = ReliefText.gave(action, bytes, took, usageBefore, after.usage);
    log.info(text);
    return new Notice(action, text, usageBefore, after.usage, took);
  }
}
