package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Certificates;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.GoldenMetrics;
import io.github.headroom.it.parts.GoldenMetrics.Line;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.VictoriaMetrics;
import io.github.headroom.it.parts.VictoriaMetrics.Series;
import io.github.headroom.it.victim.Idle;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Pushes to a real store and reads every metric back with PromQL. */
class VictoriaMetricsTest {

  private static final String WORKING_SET = "container.memory.working_set";

  @Test
  void everyMetricIsReadBackUnderItsOwnName() throws Exception {
    try (VictoriaMetrics store = VictoriaMetrics.start();
        CgroupV1 group = GoldenVictim.group();
        JavaProcess victim = GoldenVictim.in(group).exportingTo(store.endpoint()).start()) {
      everyMetricIsReadBack(store, victim, Line::name, UnaryOperator.identity());
    }
  }

  @Test
  void everyMetricIsReadBackUnderItsPrometheusName() throws Exception {
    try (VictoriaMetrics store = VictoriaMetrics.start("-opentelemetry.usePrometheusNaming");
        CgroupV1 group = GoldenVictim.group();
        JavaProcess victim = GoldenVictim.in(group).exportingTo(store.endpoint()).start()) {
      everyMetricIsReadBack(store, victim, Line::prometheusName, name -> name.replace('.', '_'));
    }
  }

  @Test
  void theFiguresReadBackAreThoseOfTheCgroup() throws Exception {
    try (VictoriaMetrics store = VictoriaMetrics.start();
        CgroupV1 group = GoldenVictim.group();
        JavaProcess victim = GoldenVictim.in(group).exportingTo(store.endpoint()).start()) {
      Series limit =
          await(store, victim, "{__name__='headroom.container.memory.limit'}").stream()
              .filter(series -> "own".equals(series.labels().get("headroom.limit.scope")))
              .findFirst()
              .orElseThrow();
      assertEquals(GoldenVictim.LIMIT, limit.value());
      double workingSet = await(store, victim, "{__name__='" + WORKING_SET + "'}").get(0).value();
      assertTrue(workingSet > 0 && workingSet <= GoldenVictim.LIMIT, () -> "" + workingSet);
    }
  }

  @Test
  void aStoreBehindTlsAndAPasswordIsReached() throws Exception {
    Certificates certificates = Certificates.get();
    try (VictoriaMetrics store = VictoriaMetrics.startSecured(certificates);
        JavaProcess victim =
            secured(store, certificates, VictoriaMetrics.authorization()).start()) {
      await(store, victim, "{__name__='process.memory.usage'}");
    }
  }

  @Test
  void aWrongPasswordIsLoggedAndTheApplicationContinues() throws Exception {
    Certificates certificates = Certificates.get();
    try (VictoriaMetrics store = VictoriaMetrics.startSecured(certificates);
        JavaProcess victim = secured(store, certificates, "Basic d3Jvbmc6d3Jvbmc=").start()) {
      Await.until("a word of 401", () -> victim.errors().contains("401"), victim::toString);
      assertTrue(victim.isAlive());
      assertEquals(List.of(), store.query("{__name__='process.memory.usage'}"));
      assertEquals(0, victim.endInput().awaitExit());
      assertEquals("ready\ndone\n", victim.output());
    }
  }

  private static JavaProcess.Builder secured(
      VictoriaMetrics store, Certificates certificates, String authorization) {
    String encoded = URLEncoder.encode(authorization, StandardCharsets.UTF_8).replace("+", "%20");
    return JavaProcess.running(Idle.class)
        .options("-Xmx32m", "-XX:+UseSerialGC")
        .agent()
        .exportingTo(store.endpoint())
        .environment("OTEL_EXPORTER_OTLP_CERTIFICATE", certificates.authority().toString())
        .environment("OTEL_EXPORTER_OTLP_HEADERS", "authorization=" + encoded);
  }

  private static void everyMetricIsReadBack(
      VictoriaMetrics store,
      JavaProcess victim,
      Function<Line, String> metric,
      UnaryOperator<String> label) {
    for (Line line : GoldenMetrics.read(GoldenVictim.GOLDEN)) {
      Map<String, SortedSet<String>> wanted = new TreeMap<>();
      line.attributes().forEach((name, values) -> wanted.put(label.apply(name), values));
      String query = "{__name__='" + metric.apply(line) + "'}";
      Await.until(
          query + " with " + wanted,
          () -> wanted.equals(labels(store.query(query), wanted)),
          () -> "there is " + store.query(query) + " from\n" + victim);
    }
  }

  /** The values of the wanted labels, as a golden line has them; null without any series. */
  private static Map<String, SortedSet<String>> labels(
      List<Series> all, Map<String, SortedSet<String>> wanted) {
    if (all.isEmpty()) {
      return null;
    }
    Map<String, SortedSet<String>> labels = new TreeMap<>();
    for (Series series : all) {
      wanted.forEach(
          (name, values) -> {
            String value = series.labels().getOrDefault(name, "");
            labels
                .computeIfAbsent(name, n -> new TreeSet<>())
                .add(
                    values.contains(GoldenMetrics.ANY) && !value.isEmpty()
                        ? GoldenMetrics.ANY
                        : value);
          });
    }
    return labels;
  }

  private static List<Series> await(VictoriaMetrics store, JavaProcess victim, String query) {
    Await.until(query, () -> !store.query(query).isEmpty(), victim::toString);
    return store.query(query);
  }
}
