package io.github.headroom.agent;

import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;

/**
 * Says, once a limit, that the JVM does not see it, or that its largest heap does not fit in it
 * beside what else is there, and what would.
 */
final class LimitWatch {

  private final AgentLog log;
  private final Figures figures = new Figures();
  private long saidUnseen;
  private long saidTooLarge;

  LimitWatch(AgentLog log) {
    this.log = log;
  }

  /** Looks at a full sample. */
  void look(Sample sample) {
    Derivation.derive(sample, figures);
    if (!figures.known(Figure.EFFECTIVE_LIMIT)) {
      return;
    }
    long limit = figures.whole(Figure.EFFECTIVE_LIMIT);
    if (figures.known(Figure.BELIEVED_MEMORY) && limit != saidUnseen) {
      saidUnseen = limit;
      log.warn(unseen(limit));
    }
    if (figures.known(Figure.CANNOT_FIT_BY) && limit != saidTooLarge) {
      saidTooLarge = limit;
      log.info(tooLarge(limit));
    }
  }

  private String unseen(long limit) {
    return "this JVM does not see its limit: it lets the heap grow to "
        + mebibytes(figures.whole(Figure.PROMISED_JAVA_HEAP))
        + " as if it had "
        + mebibytes(figures.whole(Figure.BELIEVED_MEMORY))
        + ", the limit is "
        + mebibytes(limit)
        + "; set -Xmx"
        + largest();
  }

  private String tooLarge(long limit) {
    return "a heap of "
        + mebibytes(figures.whole(Figure.PROMISED_JAVA_HEAP))
        + " and the "
        + mebibytes(figures.whole(Figure.DEMAND_BESIDE_HEAP))
        + " that are there beside it do not fit in the limit of "
        + mebibytes(limit)
        + ", by "
        + mebibytes(figures.whole(Figure.CANNOT_FIT_BY))
        + "; of what is there now "
        + mebibytes(figures.whole(Figure.DEMAND))
        + " would hold this heap"
        + largest();
  }

  private String largest() {
    return figures.known(Figure.LARGEST_HEAP)
        ? ", -Xmx" + (figures.whole(Figure.LARGEST_HEAP) >> 20) + "m is the largest that fits"
        : "";
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}
