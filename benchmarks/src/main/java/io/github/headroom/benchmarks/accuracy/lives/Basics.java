package io.github.headroom.benchmarks.accuracy.lives;

import static io.github.headroom.agent.derive.forecast.MemoryArea.*;

/** What every service has: a heap, classes, threads, malloc with its noise, files that it reads. */
final class Basics {

  private Basics() {}

  static Heap draw(Plan plan) {
    double warm = plan.logBetween(10, 200);
    double metaspace = plan.between(0.02, 0.1);
    double code = plan.between(0.01, 0.05);
    double threads = plan.between(0.005, 0.04);
    double direct = plan.between(0.002, 0.06);
    double malloc = plan.between(0.03, 0.15);
    double kernel = plan.between(0.005, 0.03);
    double others = plan.oneIn(3) ? plan.between(0.005, 0.05) : 0;
    plan.part(
        (life, step) -> {
          double warmed = 1 - Math.exp(-life.age() / warm);
          life.add(METASPACE, metaspace * warmed);
          life.add(CODE_CACHE, code * warmed);
          life.add(THREAD_STACKS, threads * (0.6 + 0.4 * life.load));
          life.add(DIRECT_BUFFERS, direct * warmed * (0.7 + 0.3 * life.load));
          life.add(NATIVE_OTHER, malloc * (0.5 + 0.5 * warmed));
          life.add(KERNEL, kernel * (0.8 + 0.2 * life.load));
          life.add(OTHER_PROCESSES, others);
        });
    noise(plan);
    files(plan);
    plan.xmx = plan.between(0.3, 0.6);
    return new Heap(plan);
  }

  /** Malloc wanders about its mean, and now and then a burst comes and ebbs away. */
  private static void noise(Plan plan) {
    int wander = plan.slot();
    int burst = plan.slot();
    double size = plan.logBetween(0.0003, 0.008);
    double memory = plan.logBetween(3, 600);
    double every = plan.logBetween(300, 20_000);
    double height = plan.logBetween(0.002, 0.04);
    double ebbs = plan.logBetween(5, 300);
    plan.part(
        (life, step) -> {
          double kept = Math.exp(-step / memory);
          life.state[wander] =
              kept * life.state[wander] + size * Math.sqrt(1 - kept * kept) * life.gaussian();
          life.state[burst] *= Math.exp(-step / ebbs);
          if (life.random.nextDouble() < step / every) {
            life.state[burst] += height * life.random.nextDouble(0.3, 1.5);
          }
          life.add(NATIVE_OTHER, 3 * size + life.state[wander] + life.state[burst]);
        });
  }

  private static void files(Plan plan) {
    double read = plan.logBetween(1e-7, 1e-2);
    double log = plan.logBetween(0.0002, 0.01);
    plan.part(
        (life, step) -> {
          life.readRate = read;
          life.dirty = log * ((life.seconds / 30) % 1);
        });
  }
}
