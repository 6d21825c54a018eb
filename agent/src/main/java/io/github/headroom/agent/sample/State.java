package io.github.headroom.agent.sample;

/** What a reading is; none of the last three is a number. */
public enum State {
  /** A number was read. */
  KNOWN,
  /** The kernel or the JVM has no such file, key or figure. */
  ABSENT,
  /** The kernel says "max", or v1's number for it: there is no limit. */
  UNLIMITED,
  /** The figure exists but could not be read or understood. */
  UNREADABLE
}
