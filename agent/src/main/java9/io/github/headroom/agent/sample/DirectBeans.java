package io.github.headroom.agent.sample;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * The beans from where ManagementFactory has them. ManagementFactoryHelper has these methods from
 * Java 8 to 28. Its package is open to the agent's module when this class is loaded, by its name
 * alone.
 */
final class DirectBeans extends PlatformBeans {

  static {
    use(new DirectBeans());
  }

  @Override
  public RuntimeMXBean runtime() {
    return sun.management.ManagementFactoryHelper.getRuntimeMXBean();
  }

  @Override
  public List<GarbageCollectorMXBean> collectors() {
    return sun.management.ManagementFactoryHelper.getGarbageCollectorMXBeans();
  }

  @Override
  List<MemoryPoolMXBean> pools() {
    return sun.management.ManagementFactoryHelper.getMemoryPoolMXBeans();
  }

  @Override
  List<BufferPoolMXBean> buffers() {
    return sun.management.ManagementFactoryHelper.getBufferPoolMXBeans();
  }

  @Override
  ThreadMXBean threads() {
    return sun.management.ManagementFactoryHelper.getThreadMXBean();
  }

  @Override
  ClassLoadingMXBean classes() {
    return sun.management.ManagementFactoryHelper.getClassLoadingMXBean();
  }
}
