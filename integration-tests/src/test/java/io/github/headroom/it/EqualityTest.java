package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a still cgroup each container figure equals, to the byte, what the kernel's files give. */
class EqualityTest {

  private static final long LIMIT = 256L << 20;
  private static final int EXPORTS = 30;
  private static final long PERIOD_MILLIS = 5;
  private static final long STILL_NANOS = 2_500_000_000L;
  private static final int FILE_BYTES = 20 << 20;

  @Test
  void publishedFiguresEqualTheKernelsFilesOnAStillCgroup() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT + (64L << 20));
        JavaProcess victim =
            JavaProcess.running(Idle.class)
                // Touched at start, so that the garbage of an export charges nothing new.
                .options("-Xms24m", "-Xmx24m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch")
                .agent()
                .exportingTo(receiver.endpoint())
                .in(group)
                .start()) {
      victim.awaitOutput("ready");
      Map<String, Double> figures = figures(group);
      long stillSince = System.nanoTime();
      for (int seen = 0; seen < EXPORTS; ) {
        Map<String, Double> now = figures(group);
        if (!now.equals(figures)) {
          figures = now;
          stillSince = System.nanoTime();
        }
        if (receiver.exports().size() > seen) {
          OtlpReceiver.Export export = receiver.exports().get(seen++);
          // What it carries was read since the export before it.
          if (System.nanoTime() - stillSince > STILL_NANOS) {
            assertEquals(lines(figures), lines(published(export)));
            return;
          }
        }
        assertTrue(victim.isAlive(), victim::toString);
        Thread.sleep(PERIOD_MILLIS);
      }
      fail("the cgroup was never still for two exports in " + EXPORTS + " of them");
    }
  }

  @Test
  void shownFiguresEqualTheKernelsFilesOfAnotherProcessesGroup(@TempDir Path directory)
      throws Exception {
    Path file = Files.write(directory.resolve("read"), new byte[FILE_BYTES]);
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT + (64L << 20))) {
      // Page cache and shared pages that belong to the group, then nothing more.
      Process still =
          new ProcessBuilder(
                  "/bin/sh",
                  "-c",
                  "echo $$ >\"$0\"; cat \"$1\" \"$1\" >\"$1.copy\"; echo written; exec sleep 600",
                  group.directory().resolve("cgroup.procs").toString(),
                  file.toString())
              .start();
      try {
        assertEquals("written", still.inputReader().readLine());
        Map<String, Double> before = figures(group);
        Map<String, Double> shown = Map.of();
        Map<String, Double> after = Map.of();
        for (int attempt = 0; attempt < 20 && !before.equals(after); attempt++) {
          before = figures(group);
          shown = shown(still.pid());
          after = figures(group);
        }
        assertEquals(before, after, "the cgroup of a sleeping process was never still");
        assertEquals(lines(after), lines(shown));
        assertTrue(after.get("headroom.container.memory.cache") >= FILE_BYTES, after.toString());
      } finally {
        still.destroyForcibly().waitFor();
      }
    }
  }

  private static Map<String, Double> figures(CgroupV1 group) {
    return KernelFigures.of(group, physicalMemory());
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

  private static Map<String, Double> shown(long pid) throws Exception {
    try (JavaProcess show =
        JavaProcess.commandLine("show", "--pid", Long.toString(pid), "--json").start()) {
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

  private static long physicalMemory() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }
}
