package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import java.lang.instrument.Instrumentation;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The management beans of this JVM.
 *
 * <p>ManagementFactory looks for every provider of beans and makes the names of all beans by
 * streams and lambdas, to hand out one: with {@link #find} they come from where it has them, which
 * is 160 classes and 2.5 MiB less on Java 17, 109 classes and 8 MiB less on Java 25
 * (docs/weight.md). An application that uses ManagementFactory itself has paid for them. This class
 * is the way through ManagementFactory.
 */
public class PlatformBeans {

  /** What {@link #find} has found; null: the way through ManagementFactory. */
  private static volatile @Nullable PlatformBeans found;

  PlatformBeans() {}

  /** Those of this JVM, by the shortest way that is open. */
  public static PlatformBeans ofThisJvm() {
    PlatformBeans shortest = found;
    return shortest == null ? new PlatformBeans() : shortest;
  }

  /** Opens the short way. Where that fails, the one through ManagementFactory serves. */
  static void find(@Nullable Instrumentation instrumentation, AgentLog log) {
    try {
      if (!DiagnosticCommands.isJava8()) {
        DiagnosticCommands.openPackage(
            instrumentation, Class.forName("sun.management.ManagementFactoryHelper", false, null));
      }
      Class.forName("io.github.headroom.agent.sample.DirectBeans");
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      log.debug("beans are asked for through ManagementFactory (" + Printable.thrown(e) + ")");
    }
  }

  /**
   * Called by the initializer of DirectBeans, which is compiled for Java 9, as {@link
   * DiagnosticCommands#openBy}.
   *
   * @throws LinkageError the package is not open
   */
  static void use(PlatformBeans direct) {
    direct.runtime();
    found = direct;
  }

  public RuntimeMXBean runtime() {
    return ManagementFactory.getRuntimeMXBean();
  }

  public List<GarbageCollectorMXBean> collectors() {
    return ManagementFactory.getGarbageCollectorMXBeans();
  }

  List<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans();
  }

  List<BufferPoolMXBean> buffers() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
  }

  ThreadMXBean threads() {
    return ManagementFactory.getThreadMXBean();
  }

  ClassLoadingMXBean classes() {
    return ManagementFactory.getClassLoadingMXBean();
  }
}
