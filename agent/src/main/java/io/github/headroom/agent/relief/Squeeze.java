package io.github.headroom.agent.relief;

import io.github.headroom.agent.sample.VmOptions;
import org.jspecify.annotations.Nullable;

/**
 * Has G1 give back the heap that it does not use: for one full collection it may keep little free
 * (Min/MaxHeapFreeRatio, by default 40 and 70 percent, from JDK 27 on 0 and 100), then what was set
 * before holds again. The application stands still meanwhile: 25 ms, and 0.9 s for each GiB of live
 * objects (docs/relief.md).
 *
 * <p>Never with another collector, nor where the collection is concurrent: nothing comes back
 * there, and while it runs the charge rises.
 */
class Squeeze extends Action {

  private static final String MIN = "MinHeapFreeRatio";
  private static final String MAX = "MaxHeapFreeRatio";
  private static final String MIN_SQUEEZED = "5";
  private static final String MAX_SQUEEZED = "10";

  /** Of what is live, what the ratios leave in use. */
  private static final double IN_USE = 0.9;

  private static final double TIMES_ITS_DURATION = 50;
  private static final double LEAST_SECONDS = 10;
  private static final double MOST_SECONDS = 3600;
  private static final int MOST_LOW = 3;

  /** Share of the limit that is to be gained. */
  private static final double ENOUGH = 0.05;

  /** By how much the live set is to have changed after acts that gave little. */
  private static final double CHANGED = 0.2;

  /** What the last pause may add to the rule, as a multiple of it, and when that has halved. */
  private static final double MOST_RULES = 10;

  private static final double HALF_SECONDS = 600;

  private static final double PAUSE_SECONDS = 0.025;
  private static final double PAUSE_SECONDS_A_GIB = 0.9;
  private static final double GIB = 1 << 30;

  /** What the collection takes before it gives: 7 % of the heap in use, at least 16 MiB. */
  private static final long LEAST_HEADROOM = 16 << 20;

  private static final double HEADROOM_OF_USED = 0.07;
  private static final long BURST = 50 << 20;

  private final VmOptions options;
  private final long leastHeap;
  private final double maxPauseSeconds;
  private final Pace pace = new Pace(TIMES_ITS_DURATION, LEAST_SECONDS, MOST_SECONDS);

  /** Of those that are done while nothing endangers the container but a small rest of headroom. */
  private final Pace calm = new Pace(TIMES_ITS_DURATION, LEAST_SECONDS, MOST_SECONDS);

  private boolean wasCalm;

  /** What is to hold again; null where it does. */
  private volatile @Nullable String minBefore;

  private volatile @Nullable String maxBefore;
  private boolean squeezed;
  private double lastPause;
  private double lastSeconds;
  private long lastLive;

  /**
   * @param maxPauseSeconds the longest pause that it may cause by its estimate
   */
  Squeeze(VmOptions options, double maxPauseSeconds) throws ReflectiveOperationException {
    this.options = options;
    this.maxPauseSeconds = maxPauseSeconds;
    this.leastHeap = leastHeap(options);
  }

  /**
   * Why this JVM cannot do it at all; null where it can.
   *
   * @throws ReflectiveOperationException that cannot be read now
   */
  static @Nullable String impossible(VmOptions options) throws ReflectiveOperationException {
    if (!"true".equals(options.get("UseG1GC"))) {
      return "the collector is not G1: a collection by another gives no memory back";
    }
    if (!isOff(options, "DisableExplicitGC")) {
      return "-XX:+DisableExplicitGC forbids the collection";
    }
    if (!isOff(options, "ExplicitGCInvokesConcurrent")) {
      return "with -XX:+ExplicitGCInvokesConcurrent the collection gives no memory back";
    }
    if (leastHeap(options) >= number(options, "MaxHeapSize")) {
      return "-Xms is -Xmx: the JVM gives no heap back";
    }
    return options.get(MIN) == null || options.get(MAX) == null
        ? "this JVM has no MinHeapFreeRatio and MaxHeapFreeRatio"
        : null;
  }

  private static boolean isOff(VmOptions options, String name) throws ReflectiveOperationException {
    return "false".equals(options.get(name));
  }

  /** What G1 keeps committed: -Xms. Without it the JVM begins with more than it keeps. */
  private static long leastHeap(VmOptions options) throws ReflectiveOperationException {
    String least = options.get("MinHeapSize");
    return least == null || least.equals("0")
        ? number(options, "InitialHeapSize")
        : number(options, "MinHeapSize");
  }

  /** Bytes; where that is not known as many as there can be. */
  private static long number(VmOptions options, String name) throws ReflectiveOperationException {
    String text = options.get(name);
    try {
      return text == null ? Long.MAX_VALUE : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  @Override
  String word() {
    return "squeeze";
  }

  @Override
  @Nullable String barred(Situation now) {
    if (isUnrestored()) {
      return "the heap ratios of the last squeeze are not restored";
    }
    if (!pace.isDue(now.seconds)) {
      return "the last squeeze is too recent";
    }
    if (!now.heapKnown) {
      return "the Java heap is not known";
    }
    wasCalm = now.fits && !now.isForecast();
    if (wasCalm && now.heapMax - now.heapCommitted < now.expected) {
      return "nothing grows, and the heap at its largest leaves headroom";
    }
    if (wasCalm && !calm.isDue(now.seconds)) {
      return "nothing grows, and what the last squeeze gave is in use again";
    }
    if (pace.low() >= MOST_LOW && !hasChanged(now.liveBytes)) {
      return "the last three squeezes gave little, and the live set is the same";
    }
    if (gain(now) < ENOUGH * now.limit) {
      return "less than 5 % of the limit can be gained";
    }
    if (pause(now) > maxPauseSeconds) {
      return "the pause would be longer than headroom.relief.max-pause";
    }
    if (now.expected < Math.max(LEAST_HEADROOM, HEADROOM_OF_USED * now.heapUsed)) {
      return "too little headroom is left for a collection";
    }
    return now.heapRise > BURST ? "the heap has just grown by more than 50 MiB" : null;
  }

  private boolean hasChanged(long live) {
    return Math.abs(live - lastLive) > CHANGED * lastLive;
  }

  /**
   * Bytes that would come back. Before a collection has shown what is live, all but what the JVM
   * began with may: that is found out once.
   */
  private double gain(Situation now) {
    double live = now.liveKnown || squeezed ? now.liveBytes / IN_USE : 0;
    return Math.min(now.heapResident - live, now.heapCommitted - (double) leastHeap);
  }

  /**
   * By the measured rule, and by what it took last for what was live then: less and less, for the
   * machine may have been busy.
   */
  private double pause(Situation now) {
    double bytes = Math.max(now.liveBytes, now.oldUsed);
    double byRule = PAUSE_SECONDS + PAUSE_SECONDS_A_GIB * bytes / GIB;
    if (!squeezed || lastLive <= 0) {
      return byRule;
    }
    double asLast = PAUSE_SECONDS + (lastPause - PAUSE_SECONDS) * bytes / lastLive;
    double more = Math.max(0, Math.min(asLast, MOST_RULES * byRule) - byRule);
    return byRule + more * Math.pow(0.5, (now.seconds - lastSeconds) / HALF_SECONDS);
  }

  @Override
  void act() throws ReflectiveOperationException {
    restore(); // else ours would count as what was before
    String min = options.get(MIN);
    String max = options.get(MAX);
    if (min == null || max == null) {
      throw new ReflectiveOperationException("MinHeapFreeRatio and MaxHeapFreeRatio are gone");
    }
    minBefore = min;
    maxBefore = max;
    try {
      options.set(MIN, MIN_SQUEEZED); // the lower bound first: it is never above the other
      options.set(MAX, MAX_SQUEEZED);
      collect();
    } finally {
      restore();
    }
  }

  void collect() {
    System.gc();
  }

  /** Whether the ratios of an act that is over have not been restored. */
  boolean isUnrestored() {
    return minBefore != null || maxBefore != null;
  }

  /**
   * Restores the ratios that an act has set; nothing where there are none.
   *
   * @throws ReflectiveOperationException one cannot be read or set; it is kept for the next time
   */
  void restore() throws ReflectiveOperationException {
    try {
      restore(MAX, MAX_SQUEEZED, maxBefore);
      maxBefore = null;
    } finally {
      restore(MIN, MIN_SQUEEZED, minBefore);
      minBefore = null;
    }
  }

  /** Unless somebody else has set it meanwhile. */
  private void restore(String name, String ours, @Nullable String before)
      throws ReflectiveOperationException {
    if (before != null && ours.equals(options.get(name))) {
      options.set(name, before);
    }
  }

  @Override
  void acted(Situation now, long bytes, double tookSeconds) {
    squeezed = true;
    lastPause = tookSeconds;
    lastSeconds = now.seconds;
    lastLive = now.liveBytes;
    calm.acted(now.seconds, tookSeconds, wasCalm);
    pace.acted(now.seconds, tookSeconds, bytes < ENOUGH * now.limit);
  }
}
