package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.DiagnosticCommands;
import io.github.headroom.agent.sample.PlatformBeans;
import io.github.headroom.agent.sample.Sampler;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The look of each area, over the sources of this JVM. Without a switch over areas, which is a
 * class of its own: this one is loaded while nothing grows.
 */
public final class Looks {

  private Looks() {}

  /**
   * A new one of that area; null where there is none.
   *
   * @param root {@code /}, or a directory with such files as {@code proc/self/fd} below it
   * @param sampler has the way to the JVM's own commands; is handed what a look finds that each
   *     full pass is to read from then on
   * @param room what is left, at any moment
   * @param pausesAreBounded whether a look that stops all threads is left out where that may take
   *     more than half a second
   * @param garbage of this JVM's heap, which the sampling thread keeps up to date
   */
  public static @Nullable Look of(
      MemoryArea area,
      Path root,
      Instrumentation instrumentation,
      Sampler sampler,
      Room room,
      boolean pausesAreBounded,
      Garbage garbage) {
    DiagnosticCommands commands = sampler.commands();
    if (area == MemoryArea.THREAD_STACKS) {
      return new ThreadLook(new LiveThreads());
    }
    if (area == MemoryArea.METASPACE) {
      return new ClassLook(new LoadedClasses(instrumentation));
    }
    if (area == MemoryArea.JAVA_HEAP && commands != null) {
      return new HeapLook(new LiveHeap(commands, root), room, pausesAreBounded, garbage);
    }
    if (area == MemoryArea.DIRECT_BUFFERS) {
      return new NettyLook(instrumentation, sampler, area);
    }
    if (area == MemoryArea.NATIVE_OTHER) {
      String tunables = System.getenv("GLIBC_TUNABLES");
      return new NativeLook(
          new NettyLook(instrumentation, sampler, area),
          commands == null
              ? null
              : new BoundedHistogram(new LiveHeap(commands, root), room, pausesAreBounded),
          root,
          System.getProperty("java.home", ""),
          tunables == null ? "" : tunables);
    }
    if (area == MemoryArea.JVM_OTHER) {
      return new NmtLook(area);
    }
    if (area == MemoryArea.OTHER_PROCESSES) {
      long up = PlatformBeans.ofThisJvm().runtime().getUptime();
      return new ProcessLook(root, System.nanoTime() / 1e9 - up / 1e3);
    }
    if (area == MemoryArea.SHARED_MEMORY) {
      return new SharedMemoryLook(root);
    }
    if (area == MemoryArea.KERNEL) {
      return new KernelLook(root);
    }
    return area == MemoryArea.FILE_CACHE ? new FileLook(root, 1_000_000_000) : null;
  }
}
