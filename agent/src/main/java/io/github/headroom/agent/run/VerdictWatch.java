package io.github.headroom.agent.run;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.AgentLog;
import java.util.Arrays;

/**
 * Warns when the container comes into danger (thrashing, growing, spike, each worse than the one
 * before), with the reason, and logs when the danger has been over for a minute. Logs at most four
 * such warnings an hour, each with one end, so that a verdict that comes and goes does not flood
 * the log. {@link LimitWatch} reports what cannot fit.
 */
final class VerdictWatch {

  private static final double OVER_SECONDS = 60;
  private static final double HOUR_SECONDS = 3600;
  private static final int WARNINGS_AN_HOUR = 4;

  private final AgentLog log;
  private final Events events;
  private final double[] warned = new double[WARNINGS_AN_HOUR];
  private int oldest;
  private Verdict reported = Verdict.FITS;
  private boolean calm;
  private double calmSince;

  VerdictWatch(AgentLog log, Events events) {
    this.log = log;
    this.events = events;
    Arrays.fill(warned, Double.NEGATIVE_INFINITY);
  }

  /**
   * Checks the verdict of the last sample. Allocates nothing if there is nothing to report.
   *
   * @param seconds a monotonic clock, in s from any origin
   */
  void look(Outlook outlook, double seconds) {
    Verdict verdict = outlook.verdict();
    if (danger(verdict) > 0) {
      calm = false;
      if (danger(verdict) > danger(reported) && seconds - warned[oldest] >= HOUR_SECONDS) {
        String sentence = verdict.word() + ": " + outlook.evidence();
        events.verdictChanged(
            verdict, reported, false, outlook,
            sentence); // with a full heap, the next tick tries again
        warned[oldest] = seconds;
        oldest = (oldest + 1) % WARNINGS_AN_HOUR;
        reported = verdict;
        log.warn(sentence);
      }
    } else if (danger(reported) > 0 && verdict != Verdict.UNKNOWN) {
      if (!calm) {
        calm = true;
        calmSince = seconds;
      }
      if (seconds - calmSince >= OVER_SECONDS) {
        String over = reported.word() + " is over" + left(outlook.figures());
        events.verdictChanged(verdict, reported, true, outlook, over);
        reported = Verdict.FITS;
        log.info(over);
      }
    }
  }

  /** Returns the rank of a danger; 0 for none. */
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
