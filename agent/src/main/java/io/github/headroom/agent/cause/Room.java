package io.github.headroom.agent.cause;

/** What is left of the container's memory. */
public interface Room {

  /** Expected headroom as of the last tick, bytes; 0 where it is not known. */
  long bytes();
}
