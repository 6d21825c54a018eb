package io.github.headroom.benchmarks.accuracy;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A synthetic Java service in a container, stepped through virtual time. The same seed lives the
 * same life. Sizes are in units of a nominal container of 1; the caller gives it a limit. What it
 * takes is what the kernel would charge, by area; a leak comes on top.
 */
final class Service {

  static final double STEP = 0.25;

  private final SplittableRandom random;
  private final Set<Traits> traits;
  private final double dayAmplitude;
  private final double dayPhase;
  private final double heapMost;
  private final double xmx;
  private final double heapInitial;
  private final double heapLive;
  private final double heapAllocation;
  private final double metaspace;
  private final double codeCache;
  private final double codeCacheMost;
  private final double direct;
  private final double directMost;
  private final double nativeBase;
  private final double nativeNoise;
  private final double nativeMemorySeconds;
  private final double threads;
  private final double kernelBase;
  private final double others;
  private final double warmUpSeconds;
  private final double logEvery;
  private final double logSize;
  private final double readRate;
  private final double cacheSize;
  private final double cacheSeconds;
  private final double deployEvery;
  private final double burstEvery;
  private final boolean jvmLimitsMetaspace;

  final double[] bytes = new double[MemoryArea.values().length];
  double clean;
  double cleanActive;
  double loadSeconds;

  private double seconds;
  private double started;
  private Load load;
  private JavaHeap heap;
  private double wander;
  private double retained;
  private double dirty;
  private double log;
  private double stepsTaken;
  private double nextStep;
  private double oldClasses;
  private double nextDeploy;
  private double burst;
  private double burstEnds;
  private double nextBurst;
  private double batchLeft;
  private double nextBatch;

  /**
   * A service that has not started yet.
   *
   * @param heapFits whether Xmx fits into the container; else the heap can grow without end
   */
  Service(long seed, Set<Traits> traits, boolean heapFits) {
    random = new SplittableRandom(seed);
    this.traits = traits;
    dayAmplitude =
        traits.contains(Traits.DAILY) ? random.nextDouble(0.3, 0.8) : random.nextDouble(0, 0.15);
    dayPhase = random.nextDouble();
    heapMost = random.nextDouble(0.25, 0.65);
    xmx = heapFits ? heapMost : 8;
    boolean reserved = traits.contains(Traits.XMS_IS_XMX) || random.nextInt(4) == 0;
    heapInitial = reserved ? heapMost : heapMost * random.nextDouble(0.03, 0.3);
    heapLive = heapMost * random.nextDouble(0.1, 0.5);
    double busiest = traits.contains(Traits.BUSY_HEAP) ? 0.3 : 0.05;
    heapAllocation = heapMost * Load.logUniform(random, 0.002, busiest);
    metaspace = random.nextDouble(0.03, 0.1);
    codeCache = random.nextDouble(0.01, 0.05);
    codeCacheMost = random.nextDouble(0.06, 0.12);
    direct = random.nextDouble(0.005, 0.08);
    directMost = random.nextBoolean() ? heapMost : direct * random.nextDouble(1.5, 4);
    nativeBase = random.nextDouble(0.04, 0.15);
    nativeNoise = Load.logUniform(random, 0.0003, 0.004);
    nativeMemorySeconds = Load.logUniform(random, 3, 120);
    threads = random.nextDouble(0.005, 0.03);
    kernelBase = random.nextDouble(0.005, 0.02);
    others = random.nextInt(3) == 0 ? random.nextDouble(0.01, 0.05) : 0;
    warmUpSeconds =
        traits.contains(Traits.LONG_WARM_UP)
            ? Load.logUniform(random, 120, 1500)
            : Load.logUniform(random, 8, 90);
    logEvery = random.nextDouble(5, 30);
    logSize = Load.logUniform(random, 0.0002, 0.006);
    readRate =
        traits.contains(Traits.PAGE_CACHE)
            ? Load.logUniform(random, 0.002, 0.05)
            : Load.logUniform(random, 1e-6, 1e-4);
    cacheSize = random.nextDouble(0.1, 0.35);
    cacheSeconds = Load.logUniform(random, 300, 14_400);
    deployEvery = random.nextDouble(2, 8) * 3600;
    burstEvery = Load.logUniform(random, 600, 7200);
    jvmLimitsMetaspace = random.nextInt(3) == 0;
    load = new Load(random.split(), dayAmplitude, dayPhase);
    heap = new JavaHeap(random.split(), xmx, heapInitial, heapAllocation);
    begin();
  }

  private void begin() {
    started = seconds;
    load = new Load(random.split(), dayAmplitude, dayPhase);
    heap = new JavaHeap(random.split(), xmx, heapInitial, heapAllocation);
    wander = 0;
    retained = 0;
    stepsTaken = 0;
    nextStep = random.nextDouble(300, 3600);
    oldClasses = 0;
    nextDeploy = deployEvery * random.nextDouble(0.5, 1.5);
    burst = 0;
    nextBurst = random.nextDouble(0.2, 2) * burstEvery;
    batchLeft = 0;
    nextBatch = random.nextDouble(120, 3600);
  }

  /**
   * Goes on by {@link #STEP}.
   *
   * @param limit what page cache can grow into
   * @param leak what leaks, null for none
   * @param leaked bytes that have leaked so far
   * @return whether a new process has taken the old one's place
   */
  boolean step(double limit, @Nullable Leak leak, double leaked) {
    seconds += STEP;
    double age = seconds - started;
    if (traits.contains(Traits.DEPLOYS) && age > nextDeploy) {
      begin();
      return true;
    }
    double now = load.at(seconds, age, STEP);
    loadSeconds += now * STEP;
    double warm = 1 - Math.exp(-age / warmUpSeconds);
    double heapLeak = leak != null && leak.area() == MemoryArea.JAVA_HEAP ? leaked : 0;
    heap.step(heapLive * warm * (0.9 + 0.1 * now) + heapLeak, now, STEP);

    double pull = STEP / nativeMemorySeconds;
    wander += -wander * pull + nativeNoise * Math.sqrt(2 * pull) * gaussian();
    double working = Math.max(0, wander) + 0.01 * Math.max(0, now - 1);
    retained = Math.max(retained * (1 - STEP / 86_400), working * 0.5); // malloc keeps of its peaks
    set(MemoryArea.JAVA_HEAP, heap.resident());
    set(MemoryArea.METASPACE, metaspace * warm + oldClasses(age));
    set(MemoryArea.CODE_CACHE, codeCache * warm * (1 + 0.1 * Math.log1p(age / 300)));
    set(MemoryArea.THREAD_STACKS, threads * (0.5 + 0.5 * now));
    set(MemoryArea.GC, heap.committed() * 0.03);
    set(MemoryArea.DIRECT_BUFFERS, Math.min(directMost, direct * warm * (0.7 + 0.3 * now)));
    set(MemoryArea.JVM_OTHER, 0.02 + 0.01 * warm);
    double held = cache(age) + steps(age) + bursts(age);
    set(
        MemoryArea.NATIVE_OTHER,
        nativeBase * (0.5 + 0.5 * warm) + wander + working + retained + held);
    set(MemoryArea.OTHER_PROCESSES, others);
    set(MemoryArea.SHARED_MEMORY, 0);
    set(MemoryArea.KERNEL, kernelBase * (0.7 + 0.3 * now) + heap.committed() * 0.002);
    dirty(limit, age);
    if (leak != null && leak.area() != MemoryArea.JAVA_HEAP) {
      bytes[leak.area().ordinal()] += leaked;
    }
    pageCache(limit, now);
    return false;
  }

  private void set(MemoryArea area, double of) {
    bytes[area.ordinal()] = Math.max(0, of);
  }

  private double cache(double age) {
    return traits.contains(Traits.CACHE_FILLS) ? cacheSize * Math.min(1, age / cacheSeconds) : 0;
  }

  private double steps(double age) {
    if (traits.contains(Traits.STEPS_THAT_END) && age > nextStep && stepsTaken < 5) {
      stepsTaken++;
      nextStep = age + Load.logUniform(random, 120, 7200);
    }
    return stepsTaken * 0.05;
  }

  private double oldClasses(double age) {
    if (traits.contains(Traits.HOT_DEPLOYS)) {
      oldClasses *= 1 - STEP / 1200;
      if (age > nextDeploy) {
        oldClasses += metaspace * 0.6;
        nextDeploy = age + deployEvery * random.nextDouble(0.05, 0.5);
      }
    }
    return oldClasses;
  }

  private double bursts(double age) {
    if (!traits.contains(Traits.BURSTS)) {
      return 0;
    }
    if (age > nextBurst) {
      burst = random.nextDouble(0.03, 0.15);
      burstEnds = age + Load.logUniform(random, 2, 240);
      nextBurst = burstEnds + burstEvery * random.nextDouble(0.5, 2);
    }
    if (age > burstEnds) {
      burst *= 1 - STEP;
    }
    return burst;
  }

  /**
   * Dirty pages: the log's, flushed now and then, and a batch's, up to the kernel's dirty ratio.
   */
  private void dirty(double limit, double age) {
    log += logSize * STEP / logEvery * random.nextDouble(0, 2);
    if (log > logSize) {
      log = 0;
    }
    if (traits.contains(Traits.BATCH_WRITER) && age > nextBatch) {
      batchLeft = random.nextDouble(0.1, 0.8);
      nextBatch = age + random.nextDouble(1200, 10_800);
    }
    double written = Math.min(batchLeft, random.nextDouble(0.005, 0.02) * STEP);
    batchLeft -= written;
    double ratio = 0.2 * Math.max(0, limit - unreclaimable());
    dirty = Math.min(ratio, dirty + written);
    dirty -= Math.min(dirty, (batchLeft > 0 ? 0.006 : 0.02) * STEP);
    clean += written;
    set(MemoryArea.FILE_CACHE, dirty + log);
  }

  private void pageCache(double limit, double now) {
    double read = readRate * now * STEP;
    double room = Math.max(0, limit - unreclaimable() - dirty - log);
    clean = Math.min(room, clean + read);
    cleanActive = Math.min(clean, cleanActive * (1 - STEP / 3600) + read * 0.5);
  }

  /** What the kernel cannot free; dirty pages it can, after a while. */
  double unreclaimable() {
    double sum = 0;
    for (double each : bytes) {
      sum += each;
    }
    return sum - bytes[MemoryArea.FILE_CACHE.ordinal()];
  }

  /** The ceiling of an area that does not leak; infinite where it has none. */
  double ceiling(MemoryArea area) {
    return switch (area) {
      case JAVA_HEAP -> xmx;
      case METASPACE -> jvmLimitsMetaspace ? metaspace * 2.5 : Double.POSITIVE_INFINITY;
      case CODE_CACHE -> codeCacheMost;
      case DIRECT_BUFFERS -> directMost;
      default -> Double.POSITIVE_INFINITY;
    };
  }

  JavaHeap heap() {
    return heap;
  }

  private double gaussian() {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum;
  }
}
