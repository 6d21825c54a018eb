package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.HeapAndLimit;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.AgentLog;

/**
 * Warns once per limit when the JVM does not see the limit, or when its largest heap does not fit
 * into it beside the other memory, and names a heap that fits. Logs when a new limit fits.
 */
final class LimitWatch {

  private final AgentLog log;
  private final Events events;
  private long unseen;
  private long tooSmall;

  LimitWatch(AgentLog log, Events events) {
    this.log = log;
    this.events = events;
  }

  /** Checks the figures of a full pass and sends the resulting changes of the verdict as events. */
  void look(Outlook outlook) {
    Figures figures = outlook.figures();
    if (!figures.known(Figure.EFFECTIVE_LIMIT)) {
      return;
    }
    long limit = figures.whole(Figure.EFFECTIVE_LIMIT);
    if (figures.known(Figure.BELIEVED_MEMORY) && limit != unseen) {
      unseen = limit;
      log.warn(HeapAndLimit.unseen(figures)); // it also names the heap that would fit
    }
    if (figures.verdict() == Verdict.CANNOT_FIT) { // VerdictWatch reports growth
      if (limit != tooSmall) {
        String sentence = HeapAndLimit.cannotFit(figures);
        events.verdictChanged(Verdict.CANNOT_FIT, Verdict.FITS, false, outlook, sentence);
        tooSmall = limit;
        if (limit != unseen) {
          log.info(sentence);
        }
      }
    } else if (tooSmall != 0
        && limit != tooSmall
        && figures.known(Figure.DEMAND)
        && !figures.known(Figure.CANNOT_FIT_BY)) {
      String sentence = HeapAndLimit.fits(figures);
      events.verdictChanged(outlook.verdict(), Verdict.CANNOT_FIT, true, outlook, sentence);
      tooSmall = 0;
      log.info(sentence);
    }
  }
}
