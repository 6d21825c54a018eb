package io.github.headroom.benchmarks.tick;

import com.sun.management.ThreadMXBean;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says of a fast tick what files it holds open, how many read calls it makes as the kernel counts
 * them (syscr of /proc/self/io), and how much heap it allocates as the JVM counts it.
 */
public final class Probe {

  private static final int TICKS = 1000;

  private Probe() {}

  public static void main(String[] arguments) throws IOException {
    Sampler sampler = Rooms.sampler();
    Sample sample = new Sample();
    for (int i = 0; i < 10; i++) {
      sampler.fastPass(sample);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long nothing = allocated(threads, thread, sampler, sample, 0);
    long ticks = allocated(threads, thread, sampler, sample, TICKS);
    System.out.println("allocated " + (ticks - nothing) / (double) TICKS);

    long before = readCalls();
    for (int i = 0; i < TICKS; i++) {
      sampler.fastPass(sample);
    }
    System.out.println("reads " + (readCalls() - before) / TICKS); // reading syscr adds one or two
    for (String file : openFiles()) {
      System.out.println("file " + file);
    }
  }

  private static long allocated(
      ThreadMXBean threads, long thread, Sampler sampler, Sample sample, int ticks) {
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < ticks; i++) {
      sampler.fastPass(sample);
    }
    return threads.getThreadAllocatedBytes(thread) - before;
  }

  private static long readCalls() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
      if (line.startsWith("syscr: ")) {
        return Long.parseLong(line.substring("syscr: ".length()));
      }
    }
    throw new IOException("/proc/self/io: no syscr");
  }

  /** The files of cgroup and /proc that are open; /proc/PID/cgroup is read by full passes only. */
  private static Set<String> openFiles() throws IOException {
    var files = new TreeSet<String>();
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        String file;
        try {
          file = Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
          continue; // the directory's own, closed by now
        }
        boolean polled = file.startsWith("/proc/") || file.contains("/memory.");
        if (polled && !file.endsWith("/cgroup") && !file.endsWith("/fd")) {
          files.add(file);
        }
      }
    }
    return files;
  }
}
