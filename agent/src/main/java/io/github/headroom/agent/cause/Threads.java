package io.github.headroom.agent.cause;

/** The threads of a JVM. */
interface Threads {

  /** Those that live, in any order; behind the last there may be null. */
  Thread[] all();
}
