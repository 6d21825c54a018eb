package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Metrics that rules, dashboards, runbooks and documents query are exported by default, or the
 * panel or paragraph states that it needs {@code headroom.metrics=full}.
 */
class EssentialSetTest {

  private static final Path ROOT = Path.of("..");
  private static final String WANTS_FULL = "headroom.metrics=full";

  /** A metric in the spelling of Prometheus, and its label matchers. */
  private static final Pattern USE =
      Pattern.compile("\\b((?:headroom|container|process|jvm)_[a-z_]+)(?:\\{([^}]*)})?");

  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)=\\\\?\"([^\"\\\\]*)");

  /** The text between two of these is one panel, one rule or one part of a document. */
  private static final Pattern PART =
      Pattern.compile("(?m)^(?= *- (?:title|name|alert|record):)|^(?=#)");

  private static final Map<String, Metric> METRICS = new HashMap<>();

  static {
    for (Metric metric : Metric.values()) {
      METRICS.put(inPrometheus(metric), metric);
    }
  }

  static Stream<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    for (String directory : List.of("deploy", "docs")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(directory))) {
        files.filter(file -> file.toString().matches(".*\\.(md|ya?ml)")).forEach(documents::add);
      }
    }
    return documents.stream();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void aMetricThatADocumentUsesIsExportedByDefaultOrTheDocumentNamesTheSetting(Path document)
      throws IOException {
    Set<String> missing = new TreeSet<>();
    for (String part : PART.split(Files.readString(document), -1)) {
      Matcher use = USE.matcher(part);
      while (use.find()) {
        Metric metric = METRICS.get(use.group(1));
        if (metric != null && !isEssential(metric, use.group(2)) && !part.contains(WANTS_FULL)) {
          missing.add(use.group());
        }
      }
    }
    assertEquals(Set.of(), missing, () -> document + ": not essential");
  }

  @Test
  void everySeriesThatIsEssentialIsAskedFor() throws IOException {
    Set<Metric> asked = new HashSet<>();
    for (Path document : documents().toList()) {
      Matcher use = USE.matcher(Files.readString(document));
      while (use.find()) {
        asked.add(METRICS.get(use.group(1)));
      }
    }
    for (Metric metric : Metric.values()) {
      assertTrue(metric.series(false).length == 0 || asked.contains(metric), metric::metricName);
    }
  }

  /** Returns whether an essential series has the values that the matchers require. */
  private static boolean isEssential(Metric metric, String matchers) {
    Map<String, String> wanted = new HashMap<>();
    Matcher each = MATCHER.matcher(matchers == null ? "" : matchers);
    while (each.find()) {
      if (!each.group(2).equals("...")) { // an example for a reader
        wanted.put(each.group(1), each.group(2));
      }
    }
    for (Series series : metric.series(false)) {
      boolean matches = true;
      for (int i = 0; i < series.attributes.length; i += 2) {
        String label = series.attributes[i].toString().replace('.', '_');
        matches &=
            wanted
                .getOrDefault(label, series.attributes[i + 1].toString())
                .equals(series.attributes[i + 1].toString());
      }
      if (matches) {
        return true;
      }
    }
    return false;
  }

  /** Translates a name like Prometheus and the collector do by default. */
  private static String inPrometheus(Metric metric) {
    String name = metric.metricName().replace('.', '_');
    String unit =
        switch (metric.unit()) {
          case "By" -> "_bytes";
          case "s" -> "_seconds";
          case "1" -> "_ratio";
          default -> "";
        };
    return name + unit + (metric.instrument() == Instrument.COUNTER ? "_total" : "");
  }
}
