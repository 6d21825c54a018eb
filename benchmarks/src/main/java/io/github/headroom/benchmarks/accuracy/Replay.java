package io.github.headroom.benchmarks.accuracy;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Lives a scenario in virtual time and lets the warners see its ticks. */
final class Replay {

  /**
   * What happened.
   *
   * @param seconds how long it lived
   * @param killed whether it was killed then
   * @param truest of one who knows the leak's true rate, but reads the same headroom
   */
  record Run(Scenario scenario, List<Said> said, double seconds, boolean killed, TrueRate truest) {}

  private static final double TICK = 1;
  private static final int TICKS_TO_A_FULL_ONE = 10;

  private final Scenario scenario;
  private final SplittableRandom random;
  private final boolean heapFits;
  private final double bytesOfOne;
  private final double bias;
  private final double readNoise;
  private final int steps;

  private Replay(Scenario scenario) {
    this.scenario = scenario;
    random = new SplittableRandom(scenario.seed() * 7919 + 3);
    heapFits = !(scenario.kills() && leaksIn(MemoryArea.JAVA_HEAP));
    bytesOfOne = Load.logUniform(random, 200e6, 8e9);
    MeasuredErrors.Offset error = MeasuredErrors.any(random);
    bias = error.bias() / bytesOfOne;
    readNoise = error.noise() / bytesOfOne;
    steps = random.nextInt(10, 30);
  }

  static Run of(Scenario scenario) {
    return new Replay(scenario).run();
  }

  private boolean leaksIn(MemoryArea area) {
    return scenario.leak() != null && scenario.leak().area() == area;
  }

  /** The limit that an operator would have set who has seen it live without its leak. */
  private double sizedLimit() {
    Service rehearsal = new Service(scenario.seed(), scenario.traits(), heapFits);
    double peak = 0;
    for (double at = 0; at < scenario.hours() * 3600; at += Service.STEP) {
      rehearsal.step(1.5, null, 0);
      peak = Math.max(peak, rehearsal.unreclaimable());
    }
    double used = scenario.kills() ? random.nextDouble(0.4, 0.85) : random.nextDouble(0.55, 0.9);
    return peak / used;
  }

  private Run run() {
    double sized = sizedLimit();
    double limit = sized;
    Service service = new Service(scenario.seed(), scenario.traits(), heapFits);
    List<Said> said = new ArrayList<>();
    said.add(new Said(new OurForecast()));
    for (Baseline.Rule rule : Baseline.Rule.values()) {
      said.add(new Said(new Baseline(rule)));
    }
    Observation seen = new Observation();
    double end = scenario.hours() * 3600;
    double free = Double.NaN;
    double base = 0;
    TrueRate truest = new TrueRate();
    double leakLoad = 0;
    double nextTick = 0;
    double nextResize = random.nextDouble(600, 7200);
    long ticks = 0;
    double before = 0;
    Leak leak = scenario.leak();
    double leaked = 0;
    double peak = 0;
    double now = 0;
    boolean killed = false;
    for (long step = 1; now < end; step++) {
      now = step * Service.STEP;
      if (leak != null && now > leak.onset()) {
        if (Double.isNaN(free)) {
          free = limit - Math.max(peak, service.unreclaimable());
          leakLoad = service.loadSeconds;
          base = service.bytes[leak.area().ordinal()];
        }
        double mean = Math.max(0.5, leakLoad / leak.onset());
        leaked = free * leak.share(now, service.loadSeconds - leakLoad, mean, steps);
      }
      if (service.step(limit, leak, leaked)) {
        for (Said each : said) {
          each.warner.restarted();
        }
      }
      double floor = service.unreclaimable();
      peak = Math.max(peak, floor);
      if (floor >= limit) {
        now -= Service.STEP * (1 - Math.min(1, (limit - before) / Math.max(1e-12, floor - before)));
        killed = true;
        break;
      }
      before = floor;
      if (scenario.traits().contains(Traits.RESIZED) && now > nextResize) {
        limit = sized * random.nextDouble(1, 1.6);
        nextResize = now + random.nextDouble(600, 7200);
      }
      nextTick = Math.max(nextTick, now - Service.STEP + service.heap().pause());
      if (now >= nextTick) {
        double share = leak == null ? 0 : leak.most();
        boolean full = ticks++ % TICKS_TO_A_FULL_ONE == 0;
        observe(seen, service, limit, now + random.nextDouble(0, 0.03), full, base + share * free);
        for (Said each : said) {
          each.see(seen);
        }
        truest.see(seen, leak == null ? Double.NaN : free / leak.lasts() * bytesOfOne);
        boolean stalled = random.nextInt(300) == 0;
        nextTick = Math.floor(now / TICK + 1) * TICK + (stalled ? random.nextDouble(0, 3) : 0);
      }
    }
    for (Said each : said) {
      each.end();
    }
    return new Run(scenario, said, now, killed, truest);
  }

  private void observe(
      Observation into, Service service, double limit, double now, boolean full, double leakEnds) {
    double dirty = service.bytes[MemoryArea.FILE_CACHE.ordinal()];
    double floor = service.unreclaimable();
    double noise = readNoise * (random.nextDouble() - 0.5) * 2;
    double headroom = Math.max(0, limit - floor + bias + noise);
    into.seconds = now;
    into.limit = limit * bytesOfOne;
    into.headroom = headroom * bytesOfOne;
    into.usage = Math.min(limit, floor + dirty + service.clean) * bytesOfOne;
    into.workingSet = Math.min(limit, floor + service.cleanActive) * bytesOfOne;
    into.tick.begin(now, full);
    into.tick.headroom(Math.round(limit * bytesOfOne), Math.round(headroom * bytesOfOne), 0);
    into.tick.heap(inBytes(service.heap().used()), inBytes(service.heap().committed()));
    if (!full) {
      return;
    }
    for (MemoryArea area : MemoryArea.values()) {
      double of = service.bytes[area.ordinal()];
      double ceiling = ceiling(service, area, leakEnds);
      if (Double.isInfinite(ceiling)) {
        into.tick.area(area, inBytes(of));
      } else {
        into.tick.area(area, inBytes(of), inBytes(ceiling));
      }
    }
  }

  private double ceiling(Service service, MemoryArea area, double leakEnds) {
    Leak leak = scenario.leak();
    if (leak == null || leak.area() != area || area == MemoryArea.JAVA_HEAP) {
      return service.ceiling(area);
    }
    return Double.isNaN(leakEnds) ? service.ceiling(area) : leakEnds;
  }

  private long inBytes(double of) {
    return Math.round(of * bytesOfOne);
  }
}
