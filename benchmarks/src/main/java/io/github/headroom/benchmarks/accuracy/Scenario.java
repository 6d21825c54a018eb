package io.github.headroom.benchmarks.accuracy;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One synthetic life, all of it drawn from its seed.
 *
 * @param leak what grows; null for a control
 */
record Scenario(String name, long seed, Set<Traits> traits, @Nullable Leak leak, double hours) {

  private static final MemoryArea[] LEAKS = {
    MemoryArea.NATIVE_OTHER,
    MemoryArea.JAVA_HEAP,
    MemoryArea.DIRECT_BUFFERS,
    MemoryArea.METASPACE,
    MemoryArea.THREAD_STACKS,
    MemoryArea.OTHER_PROCESSES,
    MemoryArea.SHARED_MEMORY
  };

  private static final Traits[] AROUND = {
    Traits.DAILY,
    Traits.BUSY_HEAP,
    Traits.PAGE_CACHE,
    Traits.BATCH_WRITER,
    Traits.HOT_DEPLOYS,
    Traits.BURSTS,
    Traits.XMS_IS_XMX
  };

  /** A leak of that shape among some of what goes on in containers. */
  static Scenario leak(Leak.Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed * 31 + shape.ordinal());
    MemoryArea area = LEAKS[(int) Math.floorMod(seed, (long) LEAKS.length)];
    double onset = random.nextInt(4) == 0 ? 0 : Load.logUniform(random, 300, 5400);
    double shortest = shape == Leak.Shape.STAIRCASE ? 600 : 130;
    double lasts = shape == Leak.Shape.AT_ONCE ? 2 : Load.logUniform(random, shortest, 4 * 3600);
    Set<Traits> traits = EnumSet.noneOf(Traits.class);
    for (Traits each : AROUND) {
      if (random.nextInt(5) == 0) {
        traits.add(each);
      }
    }
    if (area == MemoryArea.JAVA_HEAP) {
      traits.remove(Traits.XMS_IS_XMX);
    }
    String name = "leak " + shape.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    var leak = new Leak(area, shape, onset, lasts, Double.POSITIVE_INFINITY);
    return new Scenario(name, seed, traits, leak, (onset + lasts * 3) / 3600 + 0.5);
  }

  /** A leak whose own ceiling comes before the limit: it ends with an OutOfMemoryError at most. */
  static Scenario survivor(long seed) {
    SplittableRandom random = new SplittableRandom(seed * 31 + 17);
    MemoryArea[] areas = {MemoryArea.JAVA_HEAP, MemoryArea.DIRECT_BUFFERS, MemoryArea.METASPACE};
    MemoryArea area = areas[random.nextInt(areas.length)];
    double lasts = Load.logUniform(random, 600, 4 * 3600);
    var leak =
        new Leak(
            area,
            Leak.Shape.STEADY,
            random.nextDouble(600, 3600),
            lasts,
            random.nextDouble(0.3, 0.8));
    return new Scenario("leak to its ceiling", seed, Traits.none(), leak, 6);
  }

  /** Nothing leaks. */
  static Scenario control(@Nullable Traits trait, long seed) {
    Set<Traits> traits = trait == null ? Traits.none() : EnumSet.of(trait);
    String name =
        trait == null
            ? "steady"
            : trait.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    double hours = trait == Traits.DAILY ? 30 : 12;
    return new Scenario(name, seed, traits, null, hours);
  }

  boolean kills() {
    return leak != null && leak.most() >= 1;
  }

  String text() {
    return name
        + (leak == null ? "" : ", " + leak.area().word())
        + ", seed "
        + seed
        + (leak == null || traits.isEmpty() ? "" : ", " + traits);
  }
}
