package io.github.headroom.it.deploy;

import io.github.headroom.it.parts.GoldenMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics that docs/metrics.md lists, as Prometheus names them. */
final class DocumentedMetrics {

  private static final Path TABLE =
      Path.of(System.getProperty("headroom.deploy")).resolveSibling("docs/metrics.md");

  /** A row: {@code | `name`<br>description | instrument | unit | attributes | ... |}. */
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z0-9_.]+)`<br>[^|]*\\| (\\w+) \\| `([^`]+)` \\|([^|]*)\\|.*");

  private static final Pattern ATTRIBUTE = Pattern.compile("`([a-z0-9_.]+)`");

  private DocumentedMetrics() {}

  /** Every name of a series, and every label of one that begins with headroom_ or jvm_. */
  static Set<String> prometheusNamesAndLabels() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String text : Files.readAllLines(TABLE)) {
      Matcher row = ROW.matcher(text);
      if (row.matches()) {
        names.add(
            new GoldenMetrics.Line(
                    row.group(1), row.group(2), row.group(3), "cumulative", new TreeMap<>())
                .prometheusName());
        Matcher attribute = ATTRIBUTE.matcher(row.group(4));
        while (attribute.find()) {
          names.add(attribute.group(1).replace('.', '_'));
        }
      }
    }
    return names;
  }
}
