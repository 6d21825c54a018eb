package io.github.headroom.agent.sample;

/**
 * Numbers and their states in two flat arrays, written in place.
 *
 * <p>Not thread-safe: one thread fills it, others get a copy.
 */
final class Readings {

  private static final State[] STATES = State.values();

  private final long[] values;
  private final byte[] states;

  Readings(int size) {
    values = new long[size];
    states = new byte[size];
    fill(State.ABSENT);
  }

  void set(int at, long value) {
    values[at] = value;
    states[at] = (byte) State.KNOWN.ordinal();
  }

  /** Sets a reading that is no number. */
  void set(int at, State state) {
    values[at] = 0;
    states[at] = (byte) state.ordinal();
  }

  State state(int at) {
    return STATES[states[at]];
  }

  /**
   * The number.
   *
   * @throws IllegalStateException there is no number, so that no sentinel can enter a sum
   */
  long value(int at) {
    if (states[at] != State.KNOWN.ordinal()) {
      throw new IllegalStateException("no number was read, it is " + state(at));
    }
    return values[at];
  }

  void fill(State state) {
    java.util.Arrays.fill(values, 0);
    java.util.Arrays.fill(states, (byte) state.ordinal());
  }

  void copyFrom(Readings other) {
    System.arraycopy(other.values, 0, values, 0, values.length);
    System.arraycopy(other.states, 0, states, 0, states.length);
  }
}
