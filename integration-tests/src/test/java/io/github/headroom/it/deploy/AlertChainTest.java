package io.github.headroom.it.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.deploy.Dashboard.Labels;
import io.github.headroom.it.deploy.Dashboard.Panel;
import io.github.headroom.it.deploy.Dashboard.Target;
import io.github.headroom.it.parts.AlertChain;
import io.github.headroom.it.parts.AlertChain.Alert;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** From a leak to the message that a person gets, through every real part between the two. */
@Execution(ExecutionMode.CONCURRENT)
class AlertChainTest {

  private static final Path RULES =
      Path.of(System.getProperty("headroom.deploy")).resolve("monitoring/rules/headroom.yaml");

  private static final long LIMIT = 200L << 20;
  private static final int KILLED = 128 + 9;

  /** Panels that may have nothing to show of this leak, with the reason. */
  private static final Map<String, String> EMPTY =
      Map.of(
          "Time spent waiting for memory", "cgroup v1 has no pressure",
          "Flags that cannot fit", "these flags fit",
          "Over-provisioned, all", "this life is shorter than an hour",
          "Over-provisioned, by service", "this life is shorter than an hour",
          "Limits that are too small", "this life is shorter than an hour",
          "Heaps that are too large", "this life is shorter than an hour",
          "Services without an agent now", "the service has an agent but between its two JVMs");

  @TempDir Path recordings;

  @Test
  void aLeakOfTwoMinutesIsReportedBeforeTheKernelKillsAndFillsTheDashboards() throws Exception {
    Instant began = Instant.now();
    try (AlertChain chain = AlertChain.start(RULES)) {
      try (CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT);
          JavaProcess victim = leak(chain).in(group).start()) {
        assertEquals(KILLED, victim.awaitExit(Await.BOUND), victim::toString);
        Alert first = first(chain, "HeadroomOomKillImminent");
        assertTrue(first.received().isBefore(Instant.now()));
        assertEquals("firing", first.status());
        assertEquals("critical", first.labels().get("severity"));
        assertEquals("checkout", first.labels().get("job"));
        assertTrue(
            first.texts().get("description").contains("The area that grows is native_other."),
            first::toString);
      }
      try (CgroupV1 group = CgroupV1.create().limit(LIMIT);
          JavaProcess next =
              leak(chain).environment("HEADROOM_METRICS", "full").in(group).start()) {
        Await.until(
            "the alert of the start after the kill",
            () -> chain.alerts().stream().anyMatch(a -> a.name().equals("HeadroomOomKilled")),
            () -> chain.alerts() + " " + next);
        String range = Instant.now().getEpochSecond() - began.getEpochSecond() + "s";
        awaitPanels(Labels.PROMETHEUS, range, expr -> chain.seriesInPrometheus(expr, began));
        awaitPanels(Labels.RESOURCE, range, expr -> chain.seriesInVictoriaMetrics(expr, began));
      }
    }
  }

  /** A query of a range ends up to a step before now: the newest series come with the next. */
  private static void awaitPanels(Labels labels, String range, Function<String, Integer> series) {
    Await.until(
        "data for every panel but " + EMPTY,
        () -> EMPTY.keySet().containsAll(empty(labels, range, series)),
        () -> {
          try {
            return "without data: " + empty(labels, range, series);
          } catch (IOException e) {
            return e.toString();
          }
        });
  }

  /** The titles of the panels of which a query has no series. */
  private static Set<String> empty(Labels labels, String range, Function<String, Integer> series)
      throws IOException {
    Set<String> empty = new TreeSet<>();
    for (String name : List.of("container", "fleet")) {
      Path file = DashboardsDocumentTest.DASHBOARDS.resolve(name + ".yaml");
      for (Panel panel : Dashboard.read(file).panels()) {
        for (Target target : panel.targets()) {
          String expression =
              labels
                  .in(target.expr())
                  .replace("$interval", "30s")
                  .replace("$range", range)
                  .replace("$job", ".+")
                  .replace("$instance", ".+");
          if (series.apply(expression) == 0) {
            empty.add(panel.title());
          }
        }
      }
    }
    return empty;
  }

  private JavaProcess.Builder leak(AlertChain chain) {
    return JavaProcess.victim("UnsafeHog", "--rate", "" + (5 << 18))
        .options("-Xmx64m", "-XX:+UseSerialGC")
        .agent()
        .environment("HEADROOM_METRICS", "essential")
        .environment("OTEL_SERVICE_NAME", "checkout")
        .environment("OTEL_EXPORTER_OTLP_ENDPOINT", chain.endpoint())
        .environment("HEADROOM_RECORDER_DIR", recordings.toString());
  }

  private static Alert first(AlertChain chain, String name) {
    return chain.alerts().stream()
        .filter(alert -> alert.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " among " + chain.alerts()));
  }
}
