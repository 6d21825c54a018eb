package io.github.headroom.it.cause;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.cause.Garbage;
import io.github.headroom.agent.cause.Look;
import io.github.headroom.agent.cause.Looks;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Fills one memory area of its container, and looks into it: prints what is found, and then what
 * the look took, as {@code cpu 12000000} (nanoseconds), {@code garbage 300000} (bytes) and {@code
 * safepoints 0}.
 *
 * <p>Arguments: the area, and where a file is to be, a command, or nothing.
 */
final class Situations {

  private static final int MIB = 1 << 20;

  private Situations() {}

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of("/");
    MemoryArea area = MemoryArea.valueOf(arguments[0]);
    AgentLog log = new AgentLog(System.err, AgentLog.Level.WARN);
    Sampler sampler =
        Sampler.ofThisJvm(root, OwnAgent.instrumentation(), System::currentTimeMillis, log);
    Sample before = new Sample();
    sampler.fullPass(before);
    List<AutoCloseable> held = new ArrayList<>();
    try {
      fill(area, arguments, held);
      Sample now = new Sample();
      sampler.fullPass(now);
      Look look =
          Looks.of(
              area, root, OwnAgent.instrumentation(), sampler, () -> 1L << 30, true, new Garbage());
      look(look, now, before, 1);
      if (area == MemoryArea.KERNEL) {
        pipes(300, held);
        look(look, now, before, 61);
      }
    } finally {
      for (AutoCloseable closed : held) {
        closed.close();
      }
    }
  }

  private static void look(Look look, Sample now, Sample before, double clock) throws Exception {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long safepoints = safepoints();
    long cpu = threads.getCurrentThreadCpuTime();
    long garbage = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    Finding finding = look.look(now, before, 10, clock);
    garbage = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - garbage;
    cpu = threads.getCurrentThreadCpuTime() - cpu;
    safepoints = safepoints() - safepoints;
    System.out.println(finding == null ? "nothing found" : finding.sentence());
    System.out.println("cpu " + cpu + "\ngarbage " + garbage);
    System.out.println("safepoints " + safepoints);
  }

  private static long safepoints() throws ReflectiveOperationException {
    Object bean =
        Class.forName("sun.management.ManagementFactoryHelper")
            .getMethod("getHotspotRuntimeMBean")
            .invoke(null);
    return (long)
        Class.forName("sun.management.HotspotRuntimeMBean")
            .getMethod("getSafepointCount")
            .invoke(bean);
  }

  private static void fill(MemoryArea area, String[] arguments, List<AutoCloseable> held)
      throws Exception {
    switch (area) {
      case OTHER_PROCESSES -> {
        Process child = new ProcessBuilder(List.of(arguments).subList(1, arguments.length)).start();
        held.add(child::destroyForcibly);
        child.getInputStream().read(); // it has grown
      }
      case SHARED_MEMORY -> Files.write(Path.of(arguments[1]), new byte[40 * MIB]);
      case FILE_CACHE -> held.add(writer(Path.of(arguments[1])));
      case KERNEL -> pipes(10, held);
      case NATIVE_OTHER -> held.add(hugePages());
      case THREAD_STACKS -> threads();
      case METASPACE -> held.add(classes());
      case DIRECT_BUFFERS -> held.add(buffer());
      default -> throw new IllegalArgumentException(area.word());
    }
  }

  private static void threads() {
    for (int i = 0; i < 10_000; i++) {
      Thread thread = new Thread(null, LockSupport::park, "http-nio-8080-exec-" + i, 64 << 10);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** One of the many classes. */
  static final class Empty {}

  private static AutoCloseable classes() throws IOException, ReflectiveOperationException {
    List<Class<?>> classes = new ArrayList<>();
    try (InputStream in = Situations.class.getResourceAsStream("Situations$Empty.class")) {
      byte[] bytes = in.readAllBytes();
      while (classes.size() < 50_000) {
        classes.add(MethodHandles.lookup().defineHiddenClass(bytes, false).lookupClass());
      }
    }
    return classes::clear;
  }

  private static AutoCloseable buffer() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(40 * MIB);
    return buffer::clear;
  }

  private static void pipes(int count, List<AutoCloseable> held) throws IOException {
    for (int i = 0; i < count; i++) {
      Pipe pipe = Pipe.open();
      held.add(pipe.sink());
      held.add(pipe.source());
    }
  }

  /** Sixty pieces of 5 MiB of malloc, of each of which a byte in each huge page is touched. */
  private static AutoCloseable hugePages() throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Unsafe");
    java.lang.reflect.Field field = type.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    Object unsafe = field.get(null);
    for (int i = 0; i < 60; i++) {
      long piece = (long) type.getMethod("allocateMemory", long.class).invoke(unsafe, 5L * MIB);
      for (int at = 0; at < 5; at++) {
        type.getMethod("putByte", long.class, byte.class)
            .invoke(unsafe, piece + (long) at * MIB, (byte) 1);
      }
    }
    return () -> {};
  }

  private static AutoCloseable writer(Path file) throws IOException {
    FileOutputStream out = new FileOutputStream(file.toFile());
    Thread writer =
        new Thread(
            () -> {
              try {
                byte[] piece = new byte[64 << 10];
                while (true) {
                  out.write(piece);
                  TimeUnit.MILLISECONDS.sleep(5);
                }
              } catch (IOException | InterruptedException e) {
                return; // closed: that was all
              }
            });
    writer.setDaemon(true);
    writer.start();
    return out;
  }
}
