package io.github.headroom.agent.cause;

import io.github.headroom.agent.sample.DiagnosticCommands;
import io.github.headroom.agent.sample.PlatformBeans;
import java.lang.management.GarbageCollectorMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The Java heap of this JVM. */
final class LiveHeap implements Heap {

  private static final long PAUSE_NANOS = 5_000_000;

  private final DiagnosticCommands commands;
  private final List<GarbageCollectorMXBean> collectors = PlatformBeans.ofThisJvm().collectors();
  private final Path root;

  LiveHeap(DiagnosticCommands commands, Path root) {
    this.commands = commands;
    this.root = root;
  }

  @Override
  public long collections() {
    return Garbage.collections(collectors);
  }

  @Override
  public long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Override
  public double processorShare() {
    return CpuQuota.share(root);
  }

  @Override
  public long max() {
    return Runtime.getRuntime().maxMemory();
  }

  @Override
  public String histogram() throws ReflectiveOperationException {
    return commands.run("GC.class_histogram -all");
  }

  @Override
  public void pause() {
    LockSupport.parkNanos(this, PAUSE_NANOS);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
