package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.relief.Notice;
import io.github.headroom.agent.relief.Relief;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.settings.ReliefSettings;
import org.jspecify.annotations.Nullable;

/** The part of a tick that frees memory or ends the JVM. Loaded only if the settings ask for it. */
final class ReliefTick {

  private final Wiring wiring;
  private final ReliefSettings settings;
  private final Sampler sampler;
  private final Records records;
  private final Events events;
  private final AgentLog log;

  /** Null before the first full pass. */
  private @Nullable Relief relief;

  ReliefTick(
      Wiring wiring,
      ReliefSettings settings,
      Sampler sampler,
      Records records,
      Events events,
      AgentLog log) {
    this.wiring = wiring;
    this.settings = settings;
    this.sampler = sampler;
    this.records = records;
    this.events = events;
    this.log = log;
  }

  /** Returns whether an action is in progress. */
  boolean isActing() {
    return relief != null && relief.isActing();
  }

  /** Returns whether the agent is about to halt this JVM. */
  boolean isHalting() {
    return relief != null && relief.halt() != null;
  }

  /**
   * Acts if it is due, and records what an action has done.
   *
   * @param full whether the sample comes from a full pass
   */
  void look(Sample sample, Outlook outlook, double seconds, boolean full) {
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
        publish(notice, sample, outlook, seconds);
      }
    } finally {
      by.proceed();
    }
  }

  private void publish(Notice notice, Sample sample, Outlook outlook, double seconds) {
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

  /** Records and logs that the agent is about to halt this JVM. */
  void recordHalt() {
    String why = relief == null ? null : relief.halt();
    if (relief != null && why != null) {
      records.halts(why);
      log.warn(why);
      relief.haltRecorded();
    }
  }
}
