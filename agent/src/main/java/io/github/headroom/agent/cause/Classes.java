package io.github.headroom.agent.cause;

import java.lang.instrument.Instrumentation;

/**
 * The classes of this JVM. Listing 50,000 takes 10 to 12 milliseconds without a safepoint. A thread
 * that loads a class meanwhile waits (the JVM's ClassLoaderDataGraph_lock).
 *
 * <p>Not final: a test has classes of its own. An interface would be one more class in each JVM.
 */
class Classes {

  private final Instrumentation instrumentation;

  Classes(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** The loaded classes, with hidden classes and arrays, in any order. */
  Class<?>[] all() {
    return instrumentation.getAllLoadedClasses();
  }
}
