package io.github.headroom.agent.sample;

/** A sample whose figures come from a history instead of files. */
public final class HistorySample {

  private final Sample sample = new Sample();

  /** The sample as it is now; the next instant changes it in place. */
  public Sample sample() {
    return sample;
  }

  /** Begins an instant; every figure stays as it is. */
  public void begin(long epochMillis) {
    sample.begin(epochMillis);
  }

  public void set(Field field, long value) {
    sample.set(field, value);
  }

  /** Sets a figure that is no number. */
  public void set(Field field, State state) {
    sample.set(field, state);
  }
}
