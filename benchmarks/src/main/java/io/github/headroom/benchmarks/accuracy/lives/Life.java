package io.github.headroom.benchmarks.accuracy.lives;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One container's life in virtual time. It is killed when what cannot be reclaimed has no room
 * under the limit, nor in swap.
 */
final class Life {

  /** How coarsely rehearsals and futures go on, seconds; a life that is watched goes on by one. */
  static final double COARSE = 5;

  private static final int REHEARSALS = 3;
  private static final double LONGEST_REHEARSAL = 8 * 86_400;
  private static final int FILE_CACHE = MemoryArea.FILE_CACHE.ordinal();

  final Plan plan;
  Chance chance;
  SplittableRandom random;
  final double[] state;

  double seconds;

  /** When the present process began. */
  double started;

  boolean restarted;
  double load;

  /** What is free beside the peak of all that does not leak: what leaks is sized by it. */
  double free;

  /** The limit before any change of it. */
  private double sized;

  private double nextDeploy;
  private int deploys;
  private int resizes;

  final double[] bytes = new double[MemoryArea.values().length];

  /** What lives in the heap beside what the service itself holds. */
  double heapExtra;

  /** A largest heap that was set while it lived; -Xmx of the plan holds beside it. */
  double heapCeiling = Double.POSITIVE_INFINITY;

  /** Whether what lives in the heap has not fitted in it. */
  boolean outOfMemory;

  double heapUsed;
  double heapCommitted;
  double oldUsed;
  double oldCommitted;
  double usedAfterCollection;
  long collections;
  double sibling;
  double dirty;
  double clean;
  double active;
  double readRate;
  double limit;
  double swapped;

  private Life(Plan plan, Chance chance) {
    this.plan = plan;
    this.chance = chance;
    random = new SplittableRandom(chance.future());
    state = new double[plan.slots];
    limit = Double.POSITIVE_INFINITY;
    scheduleDeploy();
  }

  /** A life as its operator has sized it. */
  static Life of(Plan plan) {
    double peak = 0;
    double until = Math.min(plan.hours * 3600, LONGEST_REHEARSAL);
    for (int i = 0; i < REHEARSALS; i++) {
      Life rehearsal = new Life(plan, new Chance(plan.seed, plan.seed * 31 + i, -1));
      while (rehearsal.seconds < until) {
        rehearsal.step(COARSE);
        peak = Math.max(peak, rehearsal.floor() + rehearsal.sibling);
      }
    }
    Life life = new Life(plan, new Chance(plan.seed, plan.seed, 0));
    life.sized = peak / plan.used;
    life.limit = life.sized;
    life.free = Math.max(0, life.sized - peak) + plan.swap * life.sized;
    return life;
  }

  /** The same until now; from here on by another seed. */
  Life future(long seed) {
    Life copy = new Life(plan, new Chance(chance.seed(), seed, seconds));
    System.arraycopy(state, 0, copy.state, 0, state.length);
    copy.seconds = seconds;
    copy.started = started;
    copy.load = load;
    copy.free = free;
    copy.sized = sized;
    copy.nextDeploy = nextDeploy;
    copy.deploys = deploys;
    copy.resizes = resizes;
    copy.limit = limit;
    copy.swapped = swapped;
    copy.dirty = dirty;
    copy.clean = clean;
    copy.active = active;
    copy.collections = collections;
    copy.usedAfterCollection = usedAfterCollection;
    return copy;
  }

  /** Goes on; whether it has been killed. */
  boolean step(double step) {
    seconds += step;
    restarted = plan.deployedEvery > 0 && seconds >= nextDeploy;
    if (restarted) {
      deploys++;
      started = seconds;
      Arrays.fill(state, 0);
      scheduleDeploy();
    }
    Arrays.fill(bytes, 0);
    heapExtra = 0;
    sibling = 0;
    load = day() * (1 - Math.exp(-age() / 60));
    for (Part part : plan.parts) {
      part.live(this, step);
    }
    plan.heap.live(this, step);
    resize();
    double floor = floor();
    double over = floor + sibling - limit;
    double swap = plan.swap * sized;
    swapped = Math.min(swap, Math.max(swapped * (1 - step / 36_000), over));
    double room = Math.max(0, limit - (floor + sibling - swapped));
    dirty = Math.min(dirty, room);
    clean = Math.min(room - dirty, clean + readRate * load * step);
    active = Math.min(clean, active * (1 - step / 3600) + readRate * load * step / 2);
    return over > swap;
  }

  private double day() {
    double at = seconds / 86_400 + plan.dayPhase;
    double day = 1 + plan.dayAmplitude * Math.sin(2 * Math.PI * at);
    return Math.floorMod((long) Math.floor(at), 7L) >= 5 ? day * plan.weekend : day;
  }

  private void scheduleDeploy() {
    nextDeploy = started + plan.deployedEvery * chance.between(0.5, 1.5, -1, deploys + 1L, started);
  }

  private void resize() {
    if (plan.resizedEvery > 0 && seconds > (resizes + 1) * plan.resizedEvery) {
      resizes++;
      limit = sized * chance.between(1, 1.5, -2, resizes, seconds);
    }
  }

  /** Seconds of the present process. */
  double age() {
    return seconds - started;
  }

  void add(MemoryArea area, double of) {
    if (area == MemoryArea.JAVA_HEAP) {
      heapExtra += of;
    } else {
      bytes[area.ordinal()] += Math.max(0, of);
    }
  }

  double of(MemoryArea area) {
    return bytes[area.ordinal()];
  }

  /** What reclaim cannot free without swap, of the own group. */
  double floor() {
    double sum = 0;
    for (int i = 0; i < FILE_CACHE; i++) {
      sum += bytes[i];
    }
    return sum;
  }

  double sized() {
    return sized;
  }

  /** Gaussian of deviation 1, nearly. */
  double gaussian() {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum;
  }
}
