package io.github.headroom.benchmarks.accuracy.lives;

import static io.github.headroom.agent.derive.forecast.MemoryArea.*;

import io.github.headroom.agent.derive.forecast.MemoryArea;

/** Shapes of services that live, however they look. */
final class Living {

  private static final double HOUR = 3600;
  private static final double DAY = 24 * HOUR;

  private Living() {}

  static void weeklyTraffic(Plan plan) {
    plan.hours = 240;
    plan.dayAmplitude = plan.between(0.3, 0.9);
    plan.weekend = plan.between(0.3, 0.9);
    withTheLoad(plan, plan.between(0.1, 0.4), plan.oneIn(2) ? NATIVE_OTHER : THREAD_STACKS);
  }

  static void withTheLoad(Plan plan, double size, MemoryArea area) {
    plan.part((life, step) -> life.add(area, size * life.load));
  }

  /** Rises to the limit nearly and back, every night. */
  static void nightlyBatch(Plan plan) {
    plan.hours = 120;
    plan.used = plan.between(0.88, 0.95);
    night(plan, plan.between(0.2, 0.8), plan.random.nextDouble(), plan.logBetween(300, HOUR));
  }

  /** A batch at the same time of each day, of about the same size; who holds it. */
  static MemoryArea night(Plan plan, double size, double at, double ramp) {
    double stays = plan.logBetween(60, 2 * HOUR);
    MemoryArea area = plan.oneIn(2) ? OTHER_PROCESSES : NATIVE_OTHER;
    plan.part(
        (life, step) -> {
          double day = life.seconds / DAY - at;
          long night = (long) Math.floor(day);
          double begins = (night + at) * DAY;
          double late = life.chance.between(0, 600, 11, night, begins);
          double height = size * life.chance.between(0.9, 1.05, 12, night, begins);
          life.add(area, height * pulse(life.seconds - begins - late, ramp, stays, 30));
        });
    return area;
  }

  /** Rises from 0 to 1, stays, falls to 0. */
  static double pulse(double passed, double ramp, double stays, double falls) {
    if (passed <= 0) {
      return 0;
    }
    if (passed < ramp) {
      return passed / ramp;
    }
    return Math.max(0, Math.min(1, 1 - (passed - ramp - stays) / falls));
  }

  static void rampAfterADeploy(Plan plan) {
    plan.hours = 48;
    plan.deployedEvery = plan.logBetween(2 * HOUR, 12 * HOUR);
    double size = plan.between(0.1, 0.5);
    double ramp = plan.logBetween(300, HOUR);
    plan.part((life, step) -> life.add(NATIVE_OTHER, size * Math.min(1, life.age() / ramp)));
  }

  static void hourOfWarmUp(Plan plan) {
    plan.hours = 12;
    double size = plan.between(0.15, 0.7);
    double warm = plan.logBetween(900, 5400);
    boolean straight = plan.oneIn(2);
    MemoryArea area = plan.oneIn(2) ? NATIVE_OTHER : DIRECT_BUFFERS;
    plan.part(
        (life, step) -> {
          double part = life.age() / warm;
          life.add(area, size * (straight ? Math.min(1, part) : 1 - Math.exp(-2 * part)));
        });
  }

  static void logWarmUp(Plan plan) {
    plan.hours = 72;
    double size = plan.between(0.1, 0.5);
    double unit = plan.logBetween(10, HOUR);
    double whole = Math.log1p(plan.hours * HOUR / unit);
    plan.part((life, step) -> life.add(NATIVE_OTHER, size * Math.log1p(life.age() / unit) / whole));
  }

  /** Load climbs until another instance takes its share. */
  static void autoscaling(Plan plan) {
    plan.hours = 48;
    double every = plan.logBetween(1200, 4 * HOUR);
    double size = plan.between(0.1, 0.4);
    double rest = plan.between(0.2, 0.7);
    plan.part(
        (life, step) -> {
          long round = (long) (life.seconds / every);
          double high = life.chance.between(0.7, 1, 21, round, round * every);
          double part = life.seconds / every - round;
          double low = rest * life.chance.between(0.7, 1, 21, round - 1, (round - 1) * every);
          double falls = Math.max(0, 1 - part * every / 60);
          life.add(NATIVE_OTHER, size * (low + (high - low) * part + falls * (1 - low) * 0.3));
        });
  }

  static void heapGivenBack(Plan plan) {
    plan.hours = 48;
    plan.heap.givesBack = plan.logBetween(1e-3, 2e-2);
    pulses(
        plan,
        JAVA_HEAP,
        plan.xmx * plan.between(0.1, 0.4),
        plan.logBetween(1800, 6 * HOUR),
        plan.logBetween(60, 1200),
        plan.logBetween(60, 3600));
  }

  /** Comes and goes, at about those times and of about that size. */
  static void pulses(
      Plan plan, MemoryArea area, double size, double every, double ramp, double stays) {
    long stream = 30L + plan.parts.size();
    double fit = Math.min(1, 0.45 * every / (ramp + stays));
    plan.part(
        (life, step) -> {
          long round = (long) (life.seconds / every);
          double begins = round * every;
          double late = life.chance.between(0, every * 0.4, stream, 2 * round, begins);
          double height = size * life.chance.between(0.6, 1.2, stream, 2 * round + 1, begins);
          life.add(area, height * pulse(life.seconds - begins - late, ramp * fit, stays * fit, 5));
        });
  }

  /** Fills by and by to -Xmx, which fits. */
  static void oldGenerationFills(Plan plan) {
    plan.hours = 36;
    double lasts = plan.logBetween(1800, 24 * HOUR);
    double size = plan.xmx * plan.between(0.4, 0.62);
    plan.part((life, step) -> life.add(JAVA_HEAP, size * Math.min(1, life.age() / lasts)));
  }

  static void report(Plan plan) {
    plan.hours = 36;
    plan.heap.givesBack = plan.logBetween(2e-3, 5e-2);
    pulses(
        plan,
        plan.oneIn(2) ? JAVA_HEAP : DIRECT_BUFFERS,
        plan.xmx * plan.between(0.15, 0.6),
        plan.logBetween(1800, 8 * HOUR),
        plan.logBetween(30, 900),
        plan.logBetween(5, 300));
  }

  static void cacheWithTtl(Plan plan) {
    plan.hours = 36;
    double ttl = plan.logBetween(1800, 14 * HOUR);
    double size = plan.between(0.15, 0.6);
    MemoryArea area = plan.oneIn(3) ? DIRECT_BUFFERS : NATIVE_OTHER;
    plan.part(
        (life, step) ->
            life.add(area, size * Math.min(1, life.age() / ttl) * (0.9 + 0.1 * life.load)));
  }

  static void arenas(Plan plan) {
    plan.hours = 48;
    double levels = plan.logBetween(HOUR, 8 * HOUR);
    double size = plan.between(0.1, 0.5);
    double steps = plan.between(8, 64);
    plan.part(
        (life, step) -> {
          double part = 1 - Math.exp(-life.age() / levels);
          life.add(NATIVE_OTHER, size * Math.floor(part * steps) / steps);
        });
  }

  static void cronJobs(Plan plan) {
    int kinds = plan.random.nextInt(1, 4);
    for (int i = 0; i < kinds; i++) {
      jobs(plan, plan.between(0.03, 0.4));
    }
  }

  static void jobs(Plan plan, double size) {
    pulses(
        plan,
        plan.oneIn(4) ? NATIVE_OTHER : OTHER_PROCESSES,
        size,
        plan.logBetween(300, 2 * HOUR),
        plan.logBetween(5, 600),
        plan.logBetween(5, 600));
  }

  static void rotatedOnTmpfs(Plan plan) {
    plan.hours = 36;
    rotated(plan, plan.logBetween(300, 6 * HOUR), plan.between(0.05, 0.5));
  }

  static void rotated(Plan plan, double every, double size) {
    plan.part(
        (life, step) -> {
          long round = (long) (life.seconds / every);
          double speed = life.chance.between(0.6, 1, 41, round, round * every);
          life.add(SHARED_MEMORY, size * speed * (life.seconds / every - round));
        });
  }

  static void dirtyBursts(Plan plan) {
    double every = plan.logBetween(600, 3 * HOUR);
    double size = plan.between(0.05, 0.4);
    plan.part(
        (life, step) -> {
          long round = (long) (life.seconds / every);
          double late = life.chance.between(0, every / 2, 51, round, round * every);
          double of = pulse(life.seconds - round * every - late, 60, 60, 120);
          life.dirty += Math.min(size * of, 0.8 * Math.max(0, life.limit - life.floor()));
        });
  }

  static void swapInUse(Plan plan) {
    plan.swap = plan.between(0.4, 1);
    plan.used = plan.between(1.02, 1.25);
    plan.dayAmplitude = plan.between(0, 0.5);
    withTheLoad(plan, plan.between(0.02, 0.2), NATIVE_OTHER);
  }

  static void resizedInPlace(Plan plan) {
    plan.resizedEvery = plan.logBetween(600, 6 * HOUR);
    withTheLoad(plan, plan.between(0.02, 0.2), NATIVE_OTHER);
  }

  /** Share the limit of an ancestor. */
  static void neighbours(Plan plan) {
    plan.hours = 48;
    sibling(plan);
  }

  static void sibling(Plan plan) {
    plan.sibling = true;
    double size = plan.between(0.1, 0.6);
    double waves = plan.between(0, 0.5) * size;
    double lasts = plan.logBetween(600, DAY);
    double every = plan.logBetween(900, 6 * HOUR);
    double jobs = plan.between(0, 0.5) * size;
    double ramp = plan.logBetween(10, 900);
    plan.part(
        (life, step) -> {
          long round = (long) (life.seconds / every);
          double late = life.chance.between(0, every / 2, 61, round, round * every);
          double job = pulse(life.seconds - round * every - late, ramp, ramp, 10);
          life.sibling += size + waves * Math.sin(life.seconds / lasts * 2 * Math.PI) + jobs * job;
        });
  }
}
