package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Compares the agent's figures with the kernel's files at a time when these stand still. The
 * figures are those of {@link KernelFigures} or {@link KernelFiguresV2}.
 */
final class StillCgroup {

  /** A second each. */
  private static final int EXPORTS = 60;

  private static final int ATTEMPTS = 3;

  private static final long PERIOD_MILLIS = 10;
  private static final long STILL_MILLIS = 2_500;
  private static final int SHOWS = 20;

  private StillCgroup() {}

  /**
   * A JVM that keeps its group still: its heap is touched at start, so that the garbage of an
   * export charges nothing new, and its code is compiled once.
   */
  static JavaProcess.Builder victim() {
    return JavaProcess.running(Idle.class)
        .options(
            "-Xms24m",
            "-Xmx24m",
            "-XX:+UseSerialGC",
            "-XX:+AlwaysPreTouch",
            "-XX:TieredStopAtLevel=1",
            "-Dheadroom.recorder=off") // it dirties a page every few ticks
        .agent();
  }

  /** A group that is not still: nothing is wrong with the figures. */
  private static final class NeverStill extends AssertionError {
    NeverStill(String message) {
      super(message);
    }
  }

  interface Attempt {
    void run() throws Exception;
  }

  /**
   * Tries another JVM in another group where one is never still: where the kernel's objects fill a
   * page of slab to its end, each pass over the files charges another page and gives it back, and
   * goes on to do so (seen in one of some twenty, whatever the Java).
   */
  static void inSomeGroup(Attempt attempt) throws Exception {
    for (int left = ATTEMPTS - 1; ; left--) {
      try {
        attempt.run();
        return;
      } catch (NeverStill e) {
        if (left == 0) {
          throw e;
        }
        System.out.println("another group is tried: " + e.getMessage());
      }
    }
  }

  /** Waits for an export of a still time; all its figures of the cgroup must be as in the files. */
  static void assertPublished(
      OtlpReceiver receiver, Supplier<Map<String, Double>> files, BooleanSupplier alive)
      throws InterruptedException {
    Map<String, Double> figures = files.get();
    Map<String, Integer> changes = new TreeMap<>();
    long stillSince = System.currentTimeMillis();
    for (int seen = 0; seen < EXPORTS; ) {
      Map<String, Double> now = files.get();
      if (!now.equals(figures)) {
        for (Map.Entry<String, Double> figure : now.entrySet()) {
          if (!figure.getValue().equals(figures.get(figure.getKey()))) {
            changes.merge(figure.getKey(), 1, Integer::sum);
          }
        }
        figures = now;
        stillSince = System.currentTimeMillis();
      }
      if (receiver.exports().size() > seen) {
        OtlpReceiver.Export export = receiver.exports().get(seen++);
        // Its time is that of its pass's beginning; on a busy machine it is long on its way.
        if (System.currentTimeMillis() - stillSince > STILL_MILLIS
            && export.points().get(0).timeNanos() / 1_000_000 > stillSince) {
          assertEquals(lines(figures), lines(published(export)));
          return;
        }
      }
      assertTrue(alive.getAsBoolean(), "the victim has ended");
      Thread.sleep(PERIOD_MILLIS);
    }
    throw new NeverStill(
        "the cgroup was never still for two exports in "
            + EXPORTS
            + " of them; how often what changed: "
            + changes);
  }

  /** Has the command line show the group of a process that does nothing. */
  static void assertShown(long pid, Supplier<Map<String, Double>> files) throws Exception {
    assertShown(Jdks.current(), pid, files);
  }

  /** The same with the command line on some Java. */
  static void assertShown(Path java, long pid, Supplier<Map<String, Double>> files)
      throws Exception {
    Map<String, Double> before = files.get();
    Map<String, Double> shown = Map.of();
    Map<String, Double> after = Map.of();
    for (int attempt = 0; attempt < SHOWS && !before.equals(after); attempt++) {
      before = files.get();
      shown = shown(java, pid);
      after = files.get();
    }
    assertEquals(before, after, "the cgroup of a sleeping process was never still");
    assertEquals(lines(after), lines(shown));
  }

  private static Map<String, Double> published(OtlpReceiver.Export export) {
    Map<String, Double> published = new TreeMap<>();
    for (MetricPoint point : export.points()) {
      if (KernelFigures.covers(point.name())) {
        published.put(KernelFigures.key(point.name(), point.attributes()), point.value());
      }
    }
    return published;
  }

  private static Map<String, Double> shown(Path java, long pid) throws Exception {
    try (JavaProcess show =
        JavaProcess.commandLine("show", "--pid", Long.toString(pid), "--json").java(java).start()) {
      assertEquals(0, show.awaitExit(Await.BOUND), show::toString);
      JsonObject json = JsonParser.parseString(show.output()).getAsJsonObject();
      Map<String, Double> shown = new TreeMap<>();
      for (JsonElement element : json.getAsJsonArray("metrics")) {
        JsonObject metric = element.getAsJsonObject();
        Map<String, String> attributes = new TreeMap<>();
        metric
            .getAsJsonObject("attributes")
            .entrySet()
            .forEach(entry -> attributes.put(entry.getKey(), entry.getValue().getAsString()));
        String name = metric.get("name").getAsString();
        if (KernelFigures.covers(name)) {
          shown.put(KernelFigures.key(name, attributes), metric.get("value").getAsDouble());
        }
      }
      return shown;
    }
  }

  private static String lines(Map<String, Double> figures) {
    StringBuilder lines = new StringBuilder();
    figures.forEach((key, value) -> lines.append(key).append(' ').append(value).append('\n'));
    return lines.toString();
  }
}
