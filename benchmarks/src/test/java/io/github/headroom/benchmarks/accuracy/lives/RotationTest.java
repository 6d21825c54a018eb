package io.github.headroom.benchmarks.accuracy.lives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationTest {

  @Test
  void aFamilyIsJudgedByWhatTheOthersChose() {
    Rotation rotation = new Rotation();
    // Heaps alone would have the widest intervals, all others the published ones.
    for (double candidate : Fitted.WIDTH.candidates()) {
      Map<Shape, Score> scores = new EnumMap<>(Shape.class);
      for (Shape shape : Shape.values()) {
        double best = shape.family == Family.HEAPS ? 4 : Fitted.WIDTH.shipped;
        double weight = shape.family == Family.HEAPS ? 100 : 1;
        scores.put(shape, held(candidate == best ? 0.9 : 0.5, weight));
      }
      rotation.add(Fitted.WIDTH, candidate, scores);
    }
    rotation.add(Fitted.SPREAD, Fitted.SPREAD.shipped, Map.of());
    rotation.choose();
    assertEquals(Fitted.WIDTH.shipped, rotation.of(Family.HEAPS).get(Fitted.WIDTH));
    assertEquals(4, rotation.of(Family.DAYS).get(Fitted.WIDTH));
    assertTrue(rotation.text().contains("| heaps | 2.5 | 0.25 |"), rotation::text);
  }

  @Test
  void theAgentHasTheFittedConstants() throws Exception {
    try (TunedClasses classes = new TunedClasses(Map.of())) {
      for (Fitted fitted : Fitted.values()) {
        assertTrue(List.of(boxed(fitted.candidates())).contains(fitted.shipped), fitted.name());
        String file = fitted.className().replace('.', '/') + ".class";
        byte[] bytes = classes.getResourceAsStream(file).readAllBytes();
        TunedClasses.set(fitted.owner, bytes, fitted.shipped, 7.25);
        assertThrows(
            IllegalStateException.class,
            () -> TunedClasses.set(fitted.owner, bytes, fitted.shipped, 7.25),
            "it stands there once");
      }
    }
  }

  @Test
  void anIntervalIsAsWideAsTheWidthThatItBeginsWith() throws Exception {
    double published = high(Map.of());
    assertEquals(published, high(Map.of(Fitted.WIDTH, Fitted.WIDTH.shipped)));
    assertTrue(high(Map.of(Fitted.WIDTH, 4.0)) > published);
  }

  @Test
  void aShareIsAsSureAsTheSpreadOfATime() throws Exception {
    double published = share(Map.of());
    assertEquals(published, share(Map.of(Fitted.SPREAD, Fitted.SPREAD.shipped)));
    assertTrue(share(Map.of(Fitted.SPREAD, 0.1)) < published, "a time far off comes less likely");
  }

  @Test
  void aFamilyIsPlayedWithOtherConstants() {
    Map<Shape, Score> scores = Rotation.live(Map.of(Fitted.WIDTH, 4.0), 5, 1, Family.HEAPS);
    assertEquals(5, scores.size());
    scores.keySet().forEach(shape -> assertEquals(Family.HEAPS, shape.family));
    assertEquals(2, scores.values().stream().mapToInt(score -> score.kills).sum());
  }

  @Test
  void scoresComeBackFromBytes() throws Exception {
    Map<Shape, Score> here = new EnumMap<>(Shape.class);
    Score fast = Score.of(Trace.of(new Plan(Shape.FAST, 5), Watcher.OfOutlook::new));
    here.put(Shape.FAST, fast);
    Map<Shape, Score> back = Rotation.read(Rotation.bytes(here));
    assertEquals(fast.interval(), back.get(Shape.FAST).interval());
    assertEquals(fast.kills, back.get(Shape.FAST).kills);
    assertNotEquals(0, fast.kills);
  }

  @Test
  void aConstantWithoutACommentIsCounted(@TempDir Path directory) throws Exception {
    Files.writeString(
        directory.resolve("Some.java"),
        """
        /** Seconds of a day. */
        static final double DAY = 86_400;

        private static final int SLOTS = 96;
        private static final double SLOT = DAY / SLOTS;
        private static final double[] OF = {60, 900};
        """);
    ForecastConstants constants = ForecastConstants.of(directory);
    assertEquals(3, constants.count());
    assertEquals(List.of("Some.SLOTS", "Some.OF"), constants.withoutReason());
  }

  private static double high(Map<Fitted, Double> values) throws Exception {
    try (TunedClasses classes = new TunedClasses(values)) {
      Class<?> band = classes.loadClass(Fitted.WIDTH.className());
      Method high = band.getDeclaredMethod("high", double.class, double.class);
      high.setAccessible(true);
      return (double) high.invoke(made(band), 20, 10);
    }
  }

  private static double share(Map<Fitted, Double> values) throws Exception {
    try (TunedClasses classes = new TunedClasses(values)) {
      Class<?> type = classes.loadClass(Fitted.SPREAD.className());
      Object times = made(type);
      Method add = type.getDeclaredMethod("add", double.class);
      add.setAccessible(true);
      add.invoke(times, 200);
      Method share = type.getDeclaredMethod("share", double.class, double.class);
      share.setAccessible(true);
      return (double) share.invoke(times, 100, 1);
    }
  }

  private static Object made(Class<?> type) throws Exception {
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private static Double[] boxed(double[] of) {
    return java.util.Arrays.stream(of).boxed().toArray(Double[]::new);
  }

  private static Score held(double share, double weight) {
    Score score = new Score();
    score.intervals = (int) weight;
    score.held = share * score.intervals;
    return score;
  }
}
