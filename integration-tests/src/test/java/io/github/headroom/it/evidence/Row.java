package io.github.headroom.it.evidence;

import java.util.Locale;

/**
 * A figure of the agent's beside the kernel's, in bytes.
 *
 * @param figure its key, see {@link Export#figures}
 * @param limit what percentages are of
 * @param bound how far the two may be apart
 */
public record Row(String figure, double agent, double kernel, double limit, Bound bound) {

  private static final double MIB = 1 << 20;

  /** Positive where the kernel had more. */
  public double difference() {
    return kernel - agent;
  }

  public double percentOfLimit() {
    return 100 * difference() / limit;
  }

  public boolean holds() {
    return difference() >= -bound.less() && difference() <= bound.more();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: the agent %.2f MiB, the kernel %.2f MiB: %+.0f bytes, %+.2f %% of the limit; allowed"
            + " %+.2f to %+.2f MiB: %s",
        figure,
        agent / MIB,
        kernel / MIB,
        difference(),
        percentOfLimit(),
        -bound.less() / MIB,
        bound.more() / MIB,
        bound.why());
  }
}
