package io.github.headroom.benchmarks.accuracy.lives;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Chooses the fitted constants for each family by lives of the five other families, and has the
 * lives of that family forecast with them: none is judged by constants that have seen it.
 */
final class Rotation {

  /** Of which the constants are chosen: other lives than those that are judged. */
  static final long FIRST = 700_001;

  static final int EACH = 3;

  private final Map<Fitted, Map<Double, Map<Shape, Score>>> tried = new EnumMap<>(Fitted.class);
  private final Map<Family, Map<Fitted, Double>> chosen = new EnumMap<>(Family.class);

  /** Plays the lives that decide. */
  static Rotation of(long first, int each) {
    Rotation rotation = new Rotation();
    Map<Shape, Score> published = live(Map.of(), first, each, null);
    for (Fitted fitted : Fitted.values()) {
      for (double candidate : fitted.candidates()) {
        rotation.add(
            fitted,
            candidate,
            candidate == fitted.shipped
                ? published
                : live(Map.of(fitted, candidate), first, each, null));
      }
    }
    return rotation.choose();
  }

  /** Of a constant's value, what came out by shape. */
  void add(Fitted fitted, double candidate, Map<Shape, Score> scores) {
    tried.computeIfAbsent(fitted, each -> new java.util.TreeMap<>()).put(candidate, scores);
  }

  Rotation choose() {
    for (Family family : Family.values()) {
      Map<Fitted, Double> of = new EnumMap<>(Fitted.class);
      for (Fitted fitted : Fitted.values()) {
        of.put(fitted, best(fitted, shape -> shape.family != family));
      }
      chosen.put(family, of);
    }
    return this;
  }

  private double best(Fitted fitted, Predicate<Shape> seen) {
    double best = fitted.shipped;
    double least = Double.POSITIVE_INFINITY;
    for (Map.Entry<Double, Map<Shape, Score>> each :
        tried.getOrDefault(fitted, Map.of()).entrySet()) {
      Score sum = new Score();
      each.getValue()
          .forEach(
              (shape, score) -> {
                if (seen.test(shape)) {
                  sum.add(score);
                }
              });
      double loss = fitted.loss(sum);
      if (loss < least) {
        least = loss;
        best = each.getKey();
      }
    }
    return best;
  }

  Map<Fitted, Double> of(Family family) {
    return chosen.getOrDefault(family, Map.of());
  }

  /** The lives that are judged, each family's with the constants of the others. */
  Map<Shape, Score> judge(long first, int each) {
    Map<Shape, Score> scores = new EnumMap<>(Shape.class);
    for (Family family : Family.values()) {
      scores.putAll(live(of(family), first, each, family));
    }
    return scores;
  }

  /** What was chosen, a row a family. */
  String text() {
    StringBuilder text = new StringBuilder("| judged | width | spread |\n|---|---|---|\n");
    chosen.forEach(
        (family, values) -> {
          text.append("| ").append(family.text);
          values.values().forEach(value -> text.append(" | ").append(number(value)));
          text.append(" |\n");
        });
    text.append("| as published");
    for (Fitted fitted : Fitted.values()) {
      text.append(" | ").append(number(fitted.shipped));
    }
    return text.append(" |\n").toString();
  }

  private static String number(double of) {
    return String.format(Locale.ROOT, "%s", of);
  }

  /** In a loader of their own, whose scores come back as bytes. */
  static Map<Shape, Score> live(
      Map<Fitted, Double> values,
      long first,
      int each,
      @org.jspecify.annotations.Nullable Family only) {
    try (TunedClasses classes = new TunedClasses(values)) {
      byte[] bytes =
          (byte[])
              classes
                  .loadClass(Families.class.getName())
                  .getMethod("scores", long.class, int.class, String.class)
                  .invoke(null, first, each, only == null ? "" : only.name());
      return read(bytes);
    } catch (ReflectiveOperationException | IOException e) {
      throw new IllegalStateException("lives with " + values, e);
    }
  }

  static byte[] bytes(Map<Shape, Score> scores) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new EnumMap<>(scores));
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("unchecked")
  static Map<Shape, Score> read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (Map<Shape, Score>) in.readObject();
    }
  }
}
