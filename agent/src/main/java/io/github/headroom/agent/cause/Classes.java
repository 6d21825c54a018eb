package io.github.headroom.agent.cause;

/** The classes of a JVM. */
interface Classes {

  /** Those that are loaded, hidden ones and arrays among them, in any order. */
  Class<?>[] all();
}
