package io.github.headroom.benchmarks.accuracy.lives;

import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/** What is judged: a forecast, fed with samples as the agent takes them. */
interface Watcher {

  void see(Sample sample, double seconds, boolean full);

  boolean warns();

  /** Seconds; has a meaning while it {@link #warns}. */
  double low();

  double mid();

  double high();

  @Nullable MemoryArea culprit();

  /** Of a kill within a horizon of {@link Score#HORIZONS}; not a number where it is not known. */
  double probability(int horizon);

  /** The agent's own. */
  final class OfOutlook implements Watcher {
    private final Outlook outlook = new Outlook();

    @Override
    public void see(Sample sample, double seconds, boolean full) {
      if (full) {
        outlook.full(sample, seconds);
      } else {
        outlook.fast(sample, seconds);
      }
    }

    @Override
    public boolean warns() {
      return outlook.hasTime();
    }

    @Override
    public double low() {
      return outlook.lowSeconds();
    }

    @Override
    public double mid() {
      return outlook.midSeconds();
    }

    @Override
    public double high() {
      return outlook.highSeconds();
    }

    @Override
    public @Nullable MemoryArea culprit() {
      return outlook.culprit();
    }

    @Override
    public double probability(int horizon) {
      return outlook.killProbability(Score.HORIZONS[horizon]);
    }
  }
}
