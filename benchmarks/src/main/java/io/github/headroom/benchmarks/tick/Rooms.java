package io.github.headroom.benchmarks.tick;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sampler;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/** The agent's rooms on this process, as the agent joins them. */
final class Rooms {

  private Rooms() {}

  static Sampler sampler() {
    return Sampler.ofThisJvm(
        Path.of("/"),
        noInstrumentation(),
        System::currentTimeMillis,
        new AgentLog(System.err, AgentLog.Level.WARN));
  }

  /** Only NMT asks for it, and that is off here. */
  private static Instrumentation noInstrumentation() {
    return (Instrumentation)
        Proxy.newProxyInstance(
            Rooms.class.getClassLoader(),
            new Class<?>[] {Instrumentation.class},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
