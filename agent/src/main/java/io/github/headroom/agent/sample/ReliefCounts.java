package io.github.headroom.agent.sample;

import org.jspecify.annotations.Nullable;

/** Counts the agent's relief actions and their results. For the sampling thread. */
public final class ReliefCounts implements Source {

  private final Field runsAs;
  private final @Nullable Field freedAs;
  private final @Nullable Field nanosAs;
  private long runs;
  private long freed;
  private long nanos;

  private ReliefCounts(Field runsAs, @Nullable Field freedAs, @Nullable Field nanosAs) {
    this.runsAs = runsAs;
    this.freedAs = freedAs;
    this.nanosAs = nanosAs;
  }

  public static ReliefCounts ofTrim() {
    return new ReliefCounts(
        Field.RELIEF_TRIM_RUNS, Field.RELIEF_TRIM_FREED, Field.RELIEF_TRIM_NANOS);
  }

  public static ReliefCounts ofSqueeze() {
    return new ReliefCounts(
        Field.RELIEF_SQUEEZE_RUNS, Field.RELIEF_SQUEEZE_FREED, Field.RELIEF_SQUEEZE_NANOS);
  }

  public static ReliefCounts ofTerminate() {
    return new ReliefCounts(Field.RELIEF_TERMINATE_RUNS, null, null);
  }

  /**
   * Counts an action.
   *
   * @param bytes by which usage is lower than before; negative, where it is higher, counts as 0
   * @param tookNanos duration of the action
   */
  public void add(long bytes, long tookNanos) {
    runs++;
    freed += Math.max(0, bytes);
    nanos += tookNanos;
  }

  @Override
  public void read(Sample into) {
    into.set(runsAs, runs);
    if (freedAs != null) {
      into.set(freedAs, freed);
    }
    if (nanosAs != null) {
      into.set(nanosAs, nanos);
    }
  }
}
