package io.github.headroom.it.workloads;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.GoldenMetrics;
import io.github.headroom.it.parts.OtlpReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/**
 * Real applications in memory cgroups with a limit, driven for {@code headroom.load.seconds} (10)
 * with and without the agent side by side: they start, serve, log and end as without, and every
 * metric comes.
 */
@Isolated("what a server logs depends on who else wants the processors")
class WorkloadsTest {

  private static final Duration LOAD =
      Duration.ofSeconds(Integer.getInteger("headroom.load.seconds", 10));

  private static final List<Outcome> OUTCOMES = new ArrayList<>();

  static List<Workload> workloads() {
    return Workload.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("workloads")
  void runsAsWithout(Workload workload, @TempDir Path directory) throws Exception {
    Path first = Files.createDirectory(directory.resolve("a"));
    Path second = Files.createDirectory(directory.resolve("b"));
    try (CgroupV1 one = group(workload);
        CgroupV1 other = group(workload);
        OtlpReceiver receiver = OtlpReceiver.start()) {
      Launch plain = Launch.without(first, one);
      Launch guest = Launch.with(second, other, receiver);
      CompletableFuture<Application> starting = async(() -> workload.start().start(plain));
      try (Application with = workload.start().start(guest);
          Application without = joined(starting)) {
        drive(workload, without, with, receiver);
      }
    }
  }

  private static void drive(
      Workload workload, Application without, Application with, OtlpReceiver receiver)
      throws Exception {
    CompletableFuture<Load.Served> plain = async(() -> workload.load().run(without, LOAD));
    Load.Served withAgent = workload.load().run(with, LOAD);
    Load.Served withoutAgent = joined(plain);
    long rssWithout = without.rss();
    long rssWith = with.rss();
    OtlpReceiver.Export last = receiver.next();
    int status = without.stop();
    int statusWith = with.stop();
    LogLines log = LogLines.of(without, workload.unsteady());
    List<String> difference = log.difference(LogLines.of(with, workload.unsteady()));
    List<OtlpReceiver.Export> exports = List.copyOf(receiver.exports());
    Outcome outcome =
        new Outcome(
            workload,
            withoutAgent,
            withAgent,
            rssWithout,
            rssWith,
            log.count(),
            status,
            exports.get(0).points().get(0).timeNanos() / 1_000_000 - with.startMillis(),
            exports);
    OUTCOMES.add(outcome);
    System.out.println(WorkloadsDocument.row(outcome));
    assertAll(
        () -> assertEquals(status, statusWith, with::log),
        () -> assertEquals("", String.join("\n", difference), "lines with (+), without (-)"),
        () -> assertEquals("", LogLines.complaints(with.log()), "what the agent complains of"),
        () -> assertEquals(0, withAgent.failures(), "requests that failed with the agent"),
        () -> assertEquals(0, withoutAgent.failures(), "requests that failed without"),
        () -> assertTrue(exports.size() >= LOAD.toSeconds(), exports.size() + " exports"),
        () -> assertEquals("", missing(last, with.launch().group()), "metrics that do not come"));
  }

  /** The golden file's lines that the export lacks; without a cgroup, those of the JVM alone. */
  private static String missing(OtlpReceiver.Export export, @Nullable CgroupV1 group) {
    List<GoldenMetrics.Line> lines = new ArrayList<>(GoldenMetrics.read("metrics-v1.txt"));
    if (group == null) {
      lines.removeIf(line -> line.name().contains("container."));
    }
    List<GoldenMetrics.Line> come = GoldenMetrics.of(export.points());
    lines.removeIf(line -> come.stream().anyMatch(other -> covers(other, line)));
    return GoldenMetrics.text(lines);
  }

  /** The same and perhaps more: WildFly's shell is another process in the cgroup. */
  private static boolean covers(GoldenMetrics.Line come, GoldenMetrics.Line golden) {
    return come.name().equals(golden.name())
        && come.instrument().equals(golden.instrument())
        && come.unit().equals(golden.unit())
        && come.temporality().equals(golden.temporality())
        && come.attributes().keySet().equals(golden.attributes().keySet())
        && golden.attributes().entrySet().stream()
            .allMatch(entry -> come.attributes().get(entry.getKey()).containsAll(entry.getValue()));
  }

  /** A group with a limit, null where none can be made: the rest is tested all the same. */
  private static @Nullable CgroupV1 group(Workload workload) {
    try {
      long limit = workload.limitBytes();
      return CgroupV1.create().limit(limit).memoryAndSwapLimit(limit);
    } catch (TestAbortedException e) {
      System.out.println(workload + " runs without a limit: " + e.getMessage());
      return null;
    }
  }

  @AfterAll
  static void document() throws IOException {
    if (Boolean.getBoolean("headroom.write.docs")) {
      WorkloadsDocument.write(OUTCOMES, LOAD);
    }
  }

  private interface Work<T> {
    T get() throws Exception;
  }

  private static <T> CompletableFuture<T> async(Work<T> work) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                future.complete(work.get());
              } catch (Throwable e) {
                future.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return future;
  }

  private static <T> T joined(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TestAbortedException aborted) {
        throw aborted;
      }
      throw new AssertionError(e.getCause());
    }
  }
}
