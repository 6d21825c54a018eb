package io.github.headroom.agent.relief;

import io.github.headroom.agent.sample.VmOptions;
import org.jspecify.annotations.Nullable;

/**
 * Makes G1 release the part of the heap that it does not use. For one full collection,
 * Min/MaxHeapFreeRatio are set to small values. Their defaults are 40 and 70 percent, from JDK 27
 * on 0 and 100. The application is paused meanwhile: 25 ms, and 0.9 s for each GiB of live objects
 * (docs/relief.md).
 *
 * <p>Does not run with another collector or with a concurrent collection. Those release nothing,
 * and a concurrent one raises the usage while it runs.
 */
class Squeeze extends Action {

  private static final String UNKNOWN_HEAP = "the JVM's smallest and largest heap are not known";

  /** The share of live bytes in the heap that the ratios leave committed. */
  private static final double IN_USE = 0.9;

  private static final double TIMES_ITS_DURATION = 50;
  private static final double LEAST_SECONDS = 10;
  private static final double MOST_SECONDS = 3600;
  private static final int MOST_LOW = 3;

  /** The least gain, as a share of the limit. */
  private static final double ENOUGH = 0.05;

  /** The least change of the live set after squeezes that freed little. */
  private static final double CHANGED = 0.2;

  /** The most that the last pause may add to the rule, as a multiple of it, and its half-life. */
  private static final double MOST_RULES = 10;

  private static final double HALF_SECONDS = 600;

  private static final double PAUSE_SECONDS = 0.025;
  private static final double PAUSE_SECONDS_A_GIB = 0.9;
  private static final double GIB = 1 << 30;

  /** What the collection needs before it frees anything: 7 % of the used heap, at least 16 MiB. */
  private static final long LEAST_HEADROOM = 16 << 20;

  private static final double HEADROOM_OF_USED = 0.07;
  private static final long BURST = 50 << 20;

  private final HeapRatios ratios;
  private final long leastHeap;
  private final double maxPauseSeconds;
  private final Pace pace = new Pace(TIMES_ITS_DURATION, LEAST_SECONDS, MOST_SECONDS);

  /** The pace of squeezes while the container is in no danger except for little headroom. */
  private final Pace calm = new Pace(TIMES_ITS_DURATION, LEAST_SECONDS, MOST_SECONDS);

  private boolean wasCalm;

  private boolean squeezed;
  private double lastPause;
  private double lastSeconds;
  private long lastLive;

  /**
   * @param maxPauseSeconds the longest pause that it may cause, by its estimate
   */
  Squeeze(VmOptions options, double maxPauseSeconds) throws ReflectiveOperationException {
    this.ratios = new HeapRatios(options);
    this.maxPauseSeconds = maxPauseSeconds;
    Long least = leastHeap(options);
    if (least == null) {
      throw new ReflectiveOperationException(UNKNOWN_HEAP);
    }
    this.leastHeap = least;
  }

  /**
   * Returns why this JVM cannot do it, or null if it can.
   *
   * @throws ReflectiveOperationException if the options cannot be read now
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
    Long least = leastHeap(options);
    Long most = number(options, "MaxHeapSize");
    if (least == null || most == null) {
      return UNKNOWN_HEAP;
    }
    if (least >= most) {
      return "-Xms equals -Xmx: the JVM gives no heap back";
    }
    return options.get(HeapRatios.MIN) == null || options.get(HeapRatios.MAX) == null
        ? "this JVM has no MinHeapFreeRatio and MaxHeapFreeRatio"
        : null;
  }

  private static boolean isOff(VmOptions options, String name) throws ReflectiveOperationException {
    return "false".equals(options.get(name));
  }

  /**
   * Returns the heap that G1 keeps committed (-Xms), in bytes, or null if it is unknown. Without
   * -Xms, the JVM starts with more heap than it keeps.
   */
  private static @Nullable Long leastHeap(VmOptions options) throws ReflectiveOperationException {
    String least = options.get("MinHeapSize");
    return least == null || least.equals("0")
        ? number(options, "InitialHeapSize")
        : number(options, "MinHeapSize");
  }

  /** Returns the option's value, in bytes, or null if the JVM has no such number. */
  private static @Nullable Long number(VmOptions options, String name)
      throws ReflectiveOperationException {
    String text = options.get(name);
    try {
      return text == null ? null : (Long) Long.parseLong(text);
    } catch (NumberFormatException e) {
      return null;
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
    if (wasCalm && now.heapMaxKnown && now.heapMax - now.heapCommitted < now.expected) {
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
   * Returns the bytes that would be released. Before a collection has shown the live set, this may
   * be everything except the initial heap. One squeeze determines it.
   */
  private double gain(Situation now) {
    double live = now.liveKnown || squeezed ? now.liveBytes / IN_USE : 0;
    return Math.min(now.heapResident - live, now.heapCommitted - (double) leastHeap);
  }

  /**
   * Estimates the pause, in s: by the measured rule, and by the last pause in proportion to the
   * live set. The weight of the last pause decays, because the machine may have been busy.
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
    try {
      ratios.lower();
      collect();
    } finally {
      ratios.restore();
    }
  }

  void collect() {
    System.gc();
  }

  /** See {@link HeapRatios#areLowered()}. */
  boolean isUnrestored() {
    return ratios.areLowered();
  }

  /** See {@link HeapRatios#restore()}. */
  void restore() throws ReflectiveOperationException {
    ratios.restore();
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
