package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.HeapAndLimit;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.AgentLog;

/**
 * Says, once a limit, that the JVM does not see it, or that its largest heap does not fit in it
 * beside what else is there, and what would; and that it fits when another limit has been set.
 */
final class LimitWatch {

  private final AgentLog log;
  private long unseen;
  private long tooSmall;

  LimitWatch(AgentLog log) {
    this.log = log;
  }

  /** Looks at the figures of a full pass. */
  void look(Figures figures) {
    if (!figures.known(Figure.EFFECTIVE_LIMIT)) {
      return;
    }
    long limit = figures.whole(Figure.EFFECTIVE_LIMIT);
    if (figures.known(Figure.BELIEVED_MEMORY) && limit != unseen) {
      unseen = limit;
      log.warn(HeapAndLimit.unseen(figures)); // which heap would fit, too
    }
    if (figures.verdict() == Verdict.CANNOT_FIT) { // what grows is another's to say
      if (limit != unseen && limit != tooSmall) {
        log.info(HeapAndLimit.cannotFit(figures));
      }
      tooSmall = limit;
    } else if (tooSmall != 0
        && limit != tooSmall
        && figures.known(Figure.DEMAND)
        && !figures.known(Figure.CANNOT_FIT_BY)) {
      tooSmall = 0;
      log.info(HeapAndLimit.fits(figures));
    }
  }
}
