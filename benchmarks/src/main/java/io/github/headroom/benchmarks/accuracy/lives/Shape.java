package io.github.headroom.benchmarks.accuracy.lives;

import static io.github.headroom.agent.derive.forecast.MemoryArea.*;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.Locale;
import java.util.function.Consumer;

/** Shapes of life: seventeen that live, fifteen that die. Of each a family, and how it is drawn. */
enum Shape {
  WEEKLY_TRAFFIC(Family.DAYS, false, Living::weeklyTraffic),
  NIGHTLY_BATCH(Family.DAYS, false, Living::nightlyBatch),
  SLOW_UNDER_DAILY_LOAD(Family.DAYS, true, Dying::slowUnderDailyLoad),
  GROWS_WITH_TRAFFIC(Family.DAYS, true, Dying::growsWithTraffic),
  NIGHTS_THAT_ADD_UP(Family.DAYS, true, Dying::nightsThatAddUp),

  RAMP_AFTER_A_DEPLOY(Family.STARTS, false, Living::rampAfterADeploy),
  HOUR_OF_WARM_UP(Family.STARTS, false, Living::hourOfWarmUp),
  LOG_WARM_UP(Family.STARTS, false, Living::logWarmUp),
  AUTOSCALING(Family.STARTS, false, Living::autoscaling),
  SEVERAL_SLOPES(Family.STARTS, true, Dying::severalSlopes),
  ACCELERATING(Family.STARTS, true, Dying::accelerating),

  HEAP_GIVEN_BACK(Family.HEAPS, false, Living::heapGivenBack),
  OLD_GENERATION_FILLS(Family.HEAPS, false, Living::oldGenerationFills),
  REPORT_BUILT_AND_DROPPED(Family.HEAPS, false, Living::report),
  HEAP_LEAK(Family.HEAPS, true, Dying::heapLeak),
  FAST(Family.HEAPS, true, Dying::fast),

  CACHE_WITH_TTL(Family.CACHES, false, Living::cacheWithTtl),
  ARENAS_THAT_LEVEL_OFF(Family.CACHES, false, Living::arenas),
  TWO_LEAKS(Family.CACHES, true, Dying::twoLeaks),
  THREADS(Family.CACHES, true, Dying::threads),
  REDEPLOYS(Family.CACHES, true, Dying::redeploys),

  CRON_JOBS(Family.JOBS, false, Living::cronJobs),
  ROTATED_ON_TMPFS(Family.JOBS, false, Living::rotatedOnTmpfs),
  DIRTY_BURSTS(Family.JOBS, false, Living::dirtyBursts),
  JOBS_THAT_LEAVE_SOMETHING(Family.JOBS, true, Dying::jobsThatLeaveSomething),
  TMPFS_NET_GROWTH(Family.JOBS, true, Dying::tmpfsNetGrowth),

  SWAP_IN_USE(Family.LIMITS, false, Living::swapInUse),
  RESIZED_IN_PLACE(Family.LIMITS, false, Living::resizedInPlace),
  NEIGHBOURS(Family.LIMITS, false, Living::neighbours),
  LEAK_AND_RESIZED(Family.LIMITS, true, Dying::leakAndResized),
  NEIGHBOUR_LEAKS(Family.LIMITS, true, Dying::neighbourLeaks),
  INTO_SWAP(Family.LIMITS, true, Dying::intoSwap);

  static final MemoryArea[] LEAKS = {
    NATIVE_OTHER, DIRECT_BUFFERS, METASPACE, OTHER_PROCESSES, SHARED_MEMORY, JAVA_HEAP
  };

  final Family family;
  final boolean dies;

  @SuppressWarnings("ImmutableEnumChecker") // method references that hold nothing
  private final Consumer<Plan> drawn;

  Shape(Family family, boolean dies, Consumer<Plan> drawn) {
    this.family = family;
    this.dies = dies;
    this.drawn = drawn;
  }

  void draw(Plan plan) {
    drawn.accept(plan);
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
