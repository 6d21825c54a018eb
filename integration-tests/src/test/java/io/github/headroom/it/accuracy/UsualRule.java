package io.github.headroom.it.accuracy;

import io.github.headroom.it.evidence.Export;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The rules that people use, on what a monitoring system scrapes every 15 seconds. */
enum UsualRule {
  /** The usual alert. It estimates no time. */
  THRESHOLD("working_set > 90 %", "container.memory.working_set", 1),
  /**
   * The line of least squares through ten minutes, where it meets the limit within ten more
   * (Prometheus, "Query functions", predict_linear).
   */
  LEAST_SQUARES("predict_linear(working_set[10m], 10m)", "container.memory.working_set", 40),
  /** Usage now and a minute ago; warns where the line meets the limit within ten minutes. */
  TWO_POINTS("two points of usage", "container.memory.usage", 5);

  private static final String LIMIT = "headroom.container.memory.limit effective";
  private static final double SCRAPE_SECONDS = 15;
  private static final double HORIZON_SECONDS = 600;
  private static final double THRESHOLD_RATIO = 0.9;

  final String text;
  private final String figure;
  private final int kept;

  UsualRule(String text, String figure, int kept) {
    this.text = text;
    this.figure = figure;
    this.kept = kept;
  }

  private record Point(double at, double bytes) {}

  /** The rule's result at each export; between two scrapes, its result at the last. */
  List<Word> words(List<Export> exports) {
    List<Word> words = new ArrayList<>();
    List<Point> points = new ArrayList<>();
    double scraped = Double.NEGATIVE_INFINITY;
    Optional<Word> last = Optional.empty();
    for (Export export : exports) {
      double at = Word.seconds(export);
      OptionalDouble bytes = export.figure(figure);
      OptionalDouble limit = export.figure(LIMIT);
      if (at - scraped >= SCRAPE_SECONDS && bytes.isPresent() && limit.isPresent()) {
        scraped = at;
        points.add(new Point(at, bytes.getAsDouble()));
        if (points.size() > kept) {
          points.remove(0);
        }
        last = look(points, limit.getAsDouble());
      }
      last.ifPresent(word -> words.add(word(at, Math.max(0, word.mid() - (at - word.at())))));
    }
    return words;
  }

  private Optional<Word> look(List<Point> points, double limit) {
    Point last = points.get(points.size() - 1);
    if (this == THRESHOLD) {
      return Optional.of(word(last.at(), Double.NaN))
          .filter(word -> last.bytes() > THRESHOLD_RATIO * limit);
    }
    if (points.size() < 2) {
      return Optional.empty();
    }
    Point first = points.get(0);
    boolean two = this == TWO_POINTS;
    double slope = two ? (last.bytes() - first.bytes()) / (last.at() - first.at()) : slope(points);
    double level = two ? last.bytes() : mean(points) + slope * (last.at() - meanTime(points));
    double seconds = Math.max(0, limit - level) / slope;
    return Optional.of(word(last.at(), seconds))
        .filter(word -> slope > 0 && seconds <= HORIZON_SECONDS);
  }

  private static double slope(List<Point> points) {
    double meanTime = meanTime(points);
    double mean = mean(points);
    double products = 0;
    double squares = 0;
    for (Point point : points) {
      products += (point.at() - meanTime) * (point.bytes() - mean);
      squares += (point.at() - meanTime) * (point.at() - meanTime);
    }
    return products / squares;
  }

  private static double meanTime(List<Point> points) {
    return points.stream().mapToDouble(Point::at).average().orElseThrow();
  }

  private static double mean(List<Point> points) {
    return points.stream().mapToDouble(Point::bytes).average().orElseThrow();
  }

  private static Word word(double at, double seconds) {
    return new Word(at, Double.NaN, seconds, Double.NaN, Optional.empty());
  }
}
