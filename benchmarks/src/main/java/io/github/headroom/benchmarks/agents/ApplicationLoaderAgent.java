package io.github.headroom.benchmarks.agents;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.util.Map;
import java.util.function.Function;

/**
 * Starts Headroom's thread from the application's class loader and at once, as most agents do: what
 * its own loader, its packed classes and its late start save is the difference.
 */
public final class ApplicationLoaderAgent {

  private ApplicationLoaderAgent() {}

  public static void premain(String argument, Instrumentation instrumentation)
      throws ReflectiveOperationException {
    Constructor<?> thread =
        Class.forName("io.github.headroom.agent.run.SamplingThread")
            .getDeclaredConstructor(String.class, Instrumentation.class, Function.class, Map.class);
    thread.setAccessible(true);
    ((Thread) thread.newInstance(argument, instrumentation, null, null)).start();
  }
}
