package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.DiagnosticCommands;
import io.github.headroom.agent.sample.PlatformBeans;
import io.github.headroom.agent.sample.Sampler;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Creates the look of each area with the sources of this JVM. It has no switch over areas, which
 * compiles into a class of its own: a JVM in which nothing grows loads this class too.
 */
public final class Looks {

  private Looks() {}

  /**
   * A new look of the area; null where the area has none.
   *
   * @param root {@code /}, or a directory with such files as {@code proc/self/fd} below it
   * @param sampler runs the JVM's diagnostic commands; gets the sources that a look finds and that
   *     each full pass then reads
   * @param room the headroom, at any time
   * @param pausesAreBounded whether to leave out a look that may stop all threads for more than
   *     half a second
   * @param garbage the estimate of this JVM's garbage, which the sampling thread updates
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
      return new ThreadLook(new Threads());
    }
    if (area == MemoryArea.METASPACE) {
      return new ClassLook(new Classes(instrumentation));
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
