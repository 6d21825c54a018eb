package io.github.headroom.agent.cause;

/** What is left of the container's memory. */
public interface Room {

  /** Expected headroom as of the last tick, bytes; 0 where it is not known. */
  long bytes();

  /** Until nothing is left at the mean speed of the last ticks; infinite where it does not fall. */
  default double seconds() {
    return Double.POSITIVE_INFINITY;
  }
}
