package io.github.headroom.agent.sample;

import java.lang.instrument.Instrumentation;
import java.util.Collections;
import java.util.function.BiConsumer;

/**
 * Opens the package of a class to the agent's module, as --add-opens would.
 *
 * <p>Of the API of Java 9, as modules are, so loaded by its name alone: by reflection, a call with
 * six arguments loads thirty classes of method handles into the JVM (docs/performance.md).
 */
final class OpenedPackage implements BiConsumer<Instrumentation, Class<?>> {

  static {
    DiagnosticCommands.openBy(new OpenedPackage());
  }

  @Override
  public void accept(Instrumentation instrumentation, Class<?> inPackage) {
    instrumentation.redefineModule(
        inPackage.getModule(),
        Collections.emptySet(),
        Collections.emptyMap(),
        Collections.singletonMap(
            inPackage.getPackageName(), Collections.singleton(OpenedPackage.class.getModule())),
        Collections.emptySet(),
        Collections.emptyMap());
  }
}
