package io.github.headroom.agent.cause;

/** The headroom of the container while a look runs. */
public interface Room {

  /** Expected headroom at the last tick, bytes; 0 where it is not known. */
  long bytes();

  /** Seconds until the headroom is used up, at its mean pace; infinite where it does not fall. */
  default double seconds() {
    return Double.POSITIVE_INFINITY;
  }
}
