package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.HeapAndLimit;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.AgentLog;

/**
 * Says, once a limit, that the JVM does not see it, or that its largest heap does not fit in it
 * beside what else is there, and what would; and that it fits when another limit has been set.
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

  /** Looks at the figures of a full pass, and sends what becomes of the verdict by them. */
  void look(Outlook outlook) {
    Figures figures = outlook.figures();
    if (!figures.known(Figure.EFFECTIVE_LIMIT)) {
      return;
    }
    long limit = figures.whole(Figure.EFFECTIVE_LIMIT);
    if (figures.known(Figure.BELIEVED_MEMORY) && limit != unseen) {
      unseen = limit;
      log.warn(HeapAndLimit.unseen(figures)); // which heap would fit, too
    }
    if (figures.verdict() == Verdict.CANNOT_FIT) { // what grows is another's to say
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
