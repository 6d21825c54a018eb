package io.github.headroom.agent.run;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The first class that the agent's loader defines. When it is initialized, it gives itself to that
 * loader, which calls it to build the agent's thread.
 *
 * <p>A call by reflection would do the same. From Java 18 on, reflection is made of method handles:
 * a constructor with four parameters makes the JVM write ten classes (docs/weight.md).
 */
final class Start implements Function<Object[], Thread> {

  static {
    @SuppressWarnings("unchecked") // boot.AgentClassLoader, a class of another loader
    Consumer<Function<Object[], Thread>> loader =
        (Consumer<Function<Object[], Thread>>) Start.class.getClassLoader();
    loader.accept(new Start());
  }

  private Start() {}

  /**
   * Builds the agent's thread.
   *
   * @param given the parameters of {@link SamplingThread}, in their order
   */
  @Override
  @SuppressWarnings("unchecked")
  public Thread apply(Object[] given) {
    return new SamplingThread(
        (String) given[0],
        (Instrumentation) given[1],
        (Function<String, String>) given[2],
        (Map<String, Object>) given[3]);
  }
}
