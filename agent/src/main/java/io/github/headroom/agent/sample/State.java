package io.github.headroom.agent.sample;

/** The state of a reading. The last three are not numbers. */
public enum State {
  /** A number was read. */
  KNOWN,
  /** The kernel or the JVM has no such file, key or figure. */
  ABSENT,
  /** There is no limit: "max", or v1's number for it. */
  UNLIMITED,
  /** The figure exists but could not be read or parsed. */
  UNREADABLE
}
