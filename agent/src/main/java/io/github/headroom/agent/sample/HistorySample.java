package io.github.headroom.agent.sample;

/** A sample whose figures come from a history and not from files. */
public final class HistorySample {

  private final Sample sample = new Sample();

  /** The current sample. The next instant changes it in place. */
  public Sample sample() {
    return sample;
  }

  /** Begins an instant. All figures keep their values. */
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
