package io.github.headroom.benchmarks.agents;

import java.lang.instrument.Instrumentation;

/** Does nothing: what it costs is the JVM's own price of any agent. */
public final class EmptyAgent {

  private EmptyAgent() {}

  public static void premain(String argument, Instrumentation instrumentation) {}
}
