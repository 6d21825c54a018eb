package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.AgentLog;
import java.util.Arrays;

/**
 * Says that the container has come into danger (thrashing, growing, spike: each worse than the one
 * before) and why, and that it is over when it has been for a minute. At most four such warnings an
 * hour, each with one end: a verdict that comes and goes is no flood. What cannot fit is {@link
 * LimitWatch}'s.
 */
final class VerdictWatch {

  private static final double OVER_SECONDS = 60;
  private static final double HOUR_SECONDS = 3600;
  private static final int WARNINGS_AN_HOUR = 4;

  private final AgentLog log;
  private final Events events;
  private final double[] warned = new double[WARNINGS_AN_HOUR];
  private int oldest;
  private Verdict said = Verdict.FITS;
  private boolean calm;
  private double calmSince;

  VerdictWatch(AgentLog log, Events events) {
    this.log = log;
    this.events = events;
    Arrays.fill(warned, Double.NEGATIVE_INFINITY);
  }

  /**
   * Looks at the verdict of the last sample; makes no garbage where there is nothing to say.
   *
   * @param seconds a clock that never goes back, seconds from any origin
   */
  void look(Outlook outlook, double seconds) {
    Verdict verdict = outlook.verdict();
    if (danger(verdict) > 0) {
      calm = false;
      if (danger(verdict) > danger(said) && seconds - warned[oldest] >= HOUR_SECONDS) {
        String sentence = verdict.word() + ": " + outlook.evidence();
        events.verdictChanged(
            verdict, said, false, outlook, sentence); // in a full heap the next tick
        warned[oldest] = seconds;
        oldest = (oldest + 1) % WARNINGS_AN_HOUR;
        said = verdict;
        log.warn(sentence);
      }
    } else if (danger(said) > 0 && verdict != Verdict.UNKNOWN) {
      if (!calm) {
        calm = true;
        calmSince = seconds;
      }
      if (seconds - calmSince >= OVER_SECONDS) {
        String over = said.word() + " is over" + left(outlook.figures());
        events.verdictChanged(verdict, said, true, outlook, over);
        said = Verdict.FITS;
        log.info(over);
      }
    }
  }

  /** 0 for none. */
  private static int danger(Verdict verdict) {
    if (verdict == Verdict.THRASHING) {
      return 1;
    }
    if (verdict == Verdict.GROWING) {
      return 2;
    }
    return verdict == Verdict.SPIKE ? 3 : 0;
  }

  private static String left(Figures figures) {
    return figures.known(Figure.HEADROOM_EXPECTED)
        ? "; " + (figures.whole(Figure.HEADROOM_EXPECTED) >> 20) + " MiB of headroom left"
        : "";
  }
}
