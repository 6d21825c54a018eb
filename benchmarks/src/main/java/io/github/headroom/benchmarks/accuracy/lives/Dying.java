package io.github.headroom.benchmarks.accuracy.lives;

import static io.github.headroom.agent.derive.forecast.MemoryArea.*;

import io.github.headroom.agent.derive.forecast.MemoryArea;

/** Shapes that come to the OOM killer. Leaks are in units of what is free beside all else. */
final class Dying {

  private static final double HOUR = 3600;
  private static final double DAY = 24 * HOUR;

  /** Of the nominal size, a largest heap that no container has room for. */
  private static final double WITHOUT_END = 40;

  private Dying() {}

  /** What has been filled of what is free, by the seconds since the leak began. */
  private interface Curve {
    double filled(Life life, double passed);
  }

  private static void leak(Plan plan, MemoryArea area, Curve curve) {
    if (area == JAVA_HEAP) {
      plan.xmx = WITHOUT_END;
    }
    plan.guilty = area;
    double onset = plan.onset;
    plan.part(
        (life, step) -> {
          double passed = life.seconds - onset;
          if (passed > 0) {
            life.add(area, life.free * curve.filled(life, passed));
          }
        });
  }

  private static void steady(Plan plan, MemoryArea area) {
    double lasts = plan.lasts;
    leak(plan, area, (life, passed) -> passed / lasts);
  }

  private static MemoryArea anyArea(Plan plan) {
    return Shape.LEAKS[plan.random.nextInt(Shape.LEAKS.length)];
  }

  private static MemoryArea anyButHeap(Plan plan) {
    return Shape.LEAKS[plan.random.nextInt(Shape.LEAKS.length - 1)];
  }

  static void slowUnderDailyLoad(Plan plan) {
    plan.leaks(2.5 * DAY, 6 * DAY);
    plan.hours = Math.min(plan.hours, 260);
    plan.dayAmplitude = plan.between(0.3, 0.9);
    plan.weekend = plan.oneIn(2) ? 1 : plan.between(0.5, 1);
    Living.withTheLoad(plan, plan.between(0.05, 0.3), NATIVE_OTHER);
    steady(plan, anyButHeap(plan));
  }

  static void growsWithTraffic(Plan plan) {
    plan.leaks(6 * HOUR, 4 * DAY);
    plan.dayAmplitude = plan.between(0.4, 0.95);
    int served = plan.slot();
    double lasts = plan.lasts;
    leak(plan, anyButHeap(plan), (life, passed) -> life.state[served] / lasts);
    double onset = plan.onset;
    int seen = plan.slot();
    plan.part(
        (life, step) -> {
          if (life.seconds > onset) {
            life.state[served] += life.load * Math.max(0, life.seconds - life.state[seen]);
          }
          life.state[seen] = life.seconds;
        });
  }

  /** Each night's batch leaves something. */
  static void nightsThatAddUp(Plan plan) {
    int nights = plan.random.nextInt(3, 8);
    plan.used = plan.between(0.4, 0.85);
    plan.onset = 0;
    plan.lasts = nights * DAY;
    plan.hours = (nights + 3) * 24;
    double at = plan.random.nextDouble();
    double ramp = plan.logBetween(300, HOUR);
    MemoryArea area = Living.night(plan, plan.between(0.05, 0.4), at, ramp);
    leak(
        plan,
        area,
        (life, passed) -> {
          double day = life.seconds / DAY - at;
          double night = Math.floor(day);
          return (night + Math.min(1, (day - night) * DAY / ramp)) / nights;
        });
  }

  static void severalSlopes(Plan plan) {
    plan.leaks(1200, 12 * HOUR);
    double[] until = new double[5];
    double[] filled = new double[5];
    double at = 0;
    double sum = 0;
    for (int i = 0; i < until.length; i++) {
      at += plan.between(0.1, 0.3) * plan.lasts;
      sum += plan.logBetween(0.05, 0.6);
      until[i] = at;
      filled[i] = sum;
    }
    leak(
        plan,
        anyArea(plan),
        (life, passed) -> {
          int i = 0;
          while (i < until.length - 1 && passed > until[i]) {
            i++;
          }
          double from = i == 0 ? 0 : until[i - 1];
          double before = i == 0 ? 0 : filled[i - 1];
          return before + (filled[i] - before) * (passed - from) / (until[i] - from);
        });
  }

  static void accelerating(Plan plan) {
    plan.leaks(1200, 12 * HOUR);
    double bend = plan.between(0.7, 4);
    double lasts = plan.lasts;
    leak(
        plan,
        anyArea(plan),
        (life, passed) -> Math.expm1(bend * passed / lasts) / Math.expm1(bend));
  }

  static void heapLeak(Plan plan) {
    plan.leaks(300, 24 * HOUR);
    double lasts = plan.lasts;
    boolean withTheLoad = plan.oneIn(3);
    leak(
        plan,
        JAVA_HEAP,
        (life, passed) -> passed / lasts * (withTheLoad ? 0.85 + 0.15 * life.load : 1));
  }

  static void fast(Plan plan) {
    plan.leaks(20, 600);
    steady(plan, anyArea(plan));
  }

  static void twoLeaks(Plan plan) {
    plan.leaks(1200, 24 * HOUR);
    double share = plan.between(0.6, 0.9);
    double lasts = plan.lasts;
    MemoryArea minor = plan.oneIn(2) ? KERNEL : DIRECT_BUFFERS;
    MemoryArea major = plan.oneIn(2) ? NATIVE_OTHER : METASPACE;
    leak(plan, minor, (life, passed) -> passed / lasts * (1 - share));
    leak(plan, major, (life, passed) -> passed / lasts * share);
  }

  /** Each takes its stack, and the kernel's for it. */
  static void threads(Plan plan) {
    plan.leaks(600, 24 * HOUR);
    double lasts = plan.lasts;
    leak(plan, KERNEL, (life, passed) -> passed / lasts * 0.15);
    leak(plan, THREAD_STACKS, (life, passed) -> passed / lasts * 0.85);
  }

  /** Of the application within its server: the classes of each stay. */
  static void redeploys(Plan plan) {
    stairs(plan, METASPACE, plan.random.nextInt(6, 40), plan.logBetween(300, HOUR), 20);
  }

  private static void stairs(Plan plan, MemoryArea area, int steps, double every, double ramp) {
    plan.used = plan.between(0.4, 0.85);
    plan.onset = plan.logBetween(60, 7200);
    plan.lasts = steps * every;
    plan.hours = (plan.onset + 1.5 * plan.lasts) / HOUR + 0.5;
    leak(
        plan,
        area,
        (life, passed) -> {
          double stair = Math.floor(passed / every);
          return (stair + Math.min(1, (passed - stair * every) / ramp)) / steps;
        });
  }

  static void jobsThatLeaveSomething(Plan plan) {
    Living.cronJobs(plan);
    stairs(
        plan,
        plan.oneIn(2) ? NATIVE_OTHER : SHARED_MEMORY,
        plan.random.nextInt(8, 60),
        plan.logBetween(300, HOUR),
        60);
  }

  static void tmpfsNetGrowth(Plan plan) {
    int rounds = plan.random.nextInt(8, 40);
    double every = plan.logBetween(300, 2 * HOUR);
    Living.rotated(plan, every, plan.between(0.05, 0.3));
    stairs(plan, SHARED_MEMORY, rounds, every, every);
  }

  static void leakAndResized(Plan plan) {
    plan.leaks(1200, 24 * HOUR);
    plan.resizedEvery = plan.logBetween(900, 6 * HOUR);
    steady(plan, anyArea(plan));
  }

  static void neighbourLeaks(Plan plan) {
    plan.leaks(600, 12 * HOUR);
    Living.sibling(plan);
    double onset = plan.onset;
    double lasts = plan.lasts;
    plan.part(
        (life, step) -> life.sibling += life.free * Math.max(0, life.seconds - onset) / lasts);
  }

  static void intoSwap(Plan plan) {
    plan.leaks(900, 24 * HOUR);
    plan.swap = plan.between(0.2, 1);
    steady(plan, anyButHeap(plan));
  }
}
