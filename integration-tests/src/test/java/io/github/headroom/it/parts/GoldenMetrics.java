package io.github.headroom.it.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a metric is, apart from its values: as in a golden file and as received. */
public final class GoldenMetrics {

  /** An attribute's value that differs from one JVM, or one start of it, to the next. */
  public static final String ANY = "*";

  private static final Set<String> OPEN =
      Set.of(
          "jvm.memory.pool.name",
          "jvm.buffer.pool.name",
          "jvm.gc.name",
          "headroom.nmt.category",
          "headroom.exit");

  /**
   * One line of a golden file: {@code name | instrument | unit | temporality | attributes}.
   *
   * @param attributes each key with all its values, or {@link #ANY}
   */
  public record Line(
      String name,
      String instrument,
      String unit,
      String temporality,
      SortedMap<String, SortedSet<String>> attributes) {

    @Override
    public String toString() {
      String pairs =
          attributes.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + String.join(",", entry.getValue()))
              .collect(Collectors.joining(" "));
      return String.join(" | ", name, instrument, unit, temporality, pairs.isEmpty() ? "-" : pairs);
    }

    /** The name in Prometheus, by the specification "Prometheus and OpenMetrics Compatibility". */
    public String prometheusName() {
      String suffix =
          switch (unit) {
            case "By" -> "_bytes";
            case "s" -> "_seconds";
            case "1" -> instrument.equals("gauge") ? "_ratio" : "";
            default -> "";
          };
      return name.replace('.', '_') + suffix + (instrument.equals("counter") ? "_total" : "");
    }

    private static Line parse(String text) {
      List<String> fields = List.of(text.split(" \\| ", -1));
      SortedMap<String, SortedSet<String>> attributes = new TreeMap<>();
      if (!fields.get(4).equals("-")) {
        for (String pair : fields.get(4).split(" ", -1)) {
          int equals = pair.indexOf('=');
          String values = pair.substring(equals + 1);
          attributes.put(pair.substring(0, equals), new TreeSet<>(List.of(values.split(",", -1))));
        }
      }
      return new Line(fields.get(0), fields.get(1), fields.get(2), fields.get(3), attributes);
    }
  }

  private static final Comparator<Line> BY_NAME = Comparator.comparing(Line::name);

  private GoldenMetrics() {}

  /**
   * The lines of each {@code /golden/FILE} without comments, by name. What a later file has of a
   * metric of an earlier one are more values of its attributes.
   */
  public static List<Line> read(String... files) {
    Map<String, Line> lines = new TreeMap<>();
    for (String file : files) {
      for (Line line : lines(file)) {
        Line earlier = lines.putIfAbsent(line.name(), line);
        if (earlier != null) {
          line.attributes()
              .forEach((name, values) -> earlier.attributes().get(name).addAll(values));
        }
      }
    }
    return List.copyOf(lines.values());
  }

  private static List<Line> lines(String file) {
    try (InputStream in = GoldenMetrics.class.getResourceAsStream("/golden/" + file)) {
      if (in == null) {
        throw new AssertionError("/golden/" + file + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Line::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was received, in the golden file's words. */
  public static List<Line> of(Collection<MetricPoint> points) {
    Map<String, Line> lines = new TreeMap<>();
    for (MetricPoint point : points) {
      String key =
          String.join("|", point.name(), point.instrument(), point.unit(), point.temporality());
      Line line =
          lines.computeIfAbsent(
              key,
              k ->
                  new Line(
                      point.name(),
                      point.instrument(),
                      point.unit(),
                      point.temporality(),
                      new TreeMap<>()));
      point
          .attributes()
          .forEach(
              (name, value) ->
                  line.attributes()
                      .computeIfAbsent(name, n -> new TreeSet<>())
                      .add(OPEN.contains(name) ? ANY : value));
    }
    return lines.values().stream().sorted(BY_NAME).toList();
  }

  /** One line each, for a comparison whose failure can be read. */
  public static String text(Collection<Line> lines) {
    return lines.stream().map(Line::toString).collect(Collectors.joining("\n"));
  }
}
