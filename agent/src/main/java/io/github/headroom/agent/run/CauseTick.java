package io.github.headroom.agent.run;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;

/** The part of a tick that looks for the cause of growth and publishes what a look has found. */
final class CauseTick {

  private final Causes causes;
  private final Sampler sampler;
  private final Records records;
  private final Events events;
  private final AgentLog log;

  /** How many of the places that publish a finding have done so. */
  private int published;

  CauseTick(Causes causes, Sampler sampler, Records records, Events events, AgentLog log) {
    this.causes = causes;
    this.sampler = sampler;
    this.records = records;
    this.events = events;
    this.log = log;
  }

  /** Takes in the last pass. Returns whether a look is due, which needs a full sample. */
  boolean isDue(Sample sample, Outlook outlook, double seconds) {
    causes.watchHeap(sample);
    if (causes.isOver(outlook, seconds)) {
      records.showCause(null);
      published = 0;
    }
    return causes.isDue(outlook, sampler, seconds);
  }

  /** Starts a look. */
  void look(Sample sample, Outlook outlook, double seconds) {
    causes.look(sample, outlook, sampler, seconds);
  }

  /** Keeps a full sample that later looks compare with. */
  void keep(Sample sample, double seconds) {
    causes.keep(sample, sampler, seconds);
  }

  /** Returns whether there is a finding that is not published yet. */
  boolean hasFinding() {
    return causes.found() != null;
  }

  /**
   * Publishes the finding in three steps and as an event. With a full heap, the next tick continues
   * at the step that failed.
   *
   * @param epochMillis the time of the last sample
   */
  void publish(long epochMillis) {
    Finding found = causes.found();
    if (found == null) {
      return;
    }
    if (published == 0) {
      records.showCause(found.sentence());
      published++;
    }
    if (published == 1) {
      records.recordCause(found.sentence(), epochMillis);
      published++;
    }
    if (published == 2) {
      log.warn("cause: " + found.sentence());
      published++;
    }
    events.causeFound(found, causes.tookMillis());
    causes.taken();
    published = 0;
  }
}
