package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What native memory that no area explains is: a Netty's buffers that the JDK does not count, a
 * category of Native Memory Tracking, transparent huge pages, objects of the JDK that hold it; else
 * what hints at it: arenas of malloc, threads that are not Java's, and libraries.
 */
final class NativeLook implements Look {

  private static final MemoryArea AREA = MemoryArea.NATIVE_OTHER;
  private static final int NAMED_LIBRARIES = 3;

  /** Areas of anonymous memory, beside the heap, of which all may be huge pages. */
  private static final Figure[] WITH_HUGE_PAGES = {
    Figure.LEDGER_METASPACE,
    Figure.LEDGER_CODE_CACHE,
    Figure.LEDGER_THREAD_STACKS,
    Figure.LEDGER_GC,
    Figure.LEDGER_DIRECT_BUFFERS,
    Figure.LEDGER_JVM_OTHER
  };

  private final NettyLook netty;
  private final NmtLook nmt;
  private final Path maps;
  private final String javaHome;

  private final String tunables;

  private final @Nullable BoundedHistogram histograms;
  private @Nullable Histogram first;
  private double firstClock;
  private long firstHeld;

  private @Nullable String remark;

  private int arenas;
  private boolean looked;
  private double lastClock;

  /**
   * @param histograms of the heap; null where the JVM gives none
   * @param tunables GLIBC_TUNABLES of the environment
   */
  NativeLook(
      NettyLook netty,
      @Nullable BoundedHistogram histograms,
      Path root,
      String javaHome,
      String tunables) {
    this.netty = netty;
    this.histograms = histograms;
    this.nmt = new NmtLook(AREA);
    this.maps = root.resolve("proc/self/maps");
    this.javaHome = javaHome;
    this.tunables = tunables;
  }

  @Override
  public @Nullable String remark() {
    return remark;
  }

  @Override
  public @Nullable Finding look(Sample now, Sample before, double seconds, double clock)
      throws Exception {
    remark = null;
    Figures figures = derived(now);
    Figures figuresBefore = derived(before);
    long held = held(figures);
    // What a look has found of Netty in between is in another area since, and was here before.
    long moved = before.known(Field.NETTY_HIDDEN) ? 0 : NettyLook.counted(now);
    long half = Math.max(1 << 20, (held + moved - held(figuresBefore)) / 2);
    Finding ofNetty = netty.unread(now, half, clock);
    if (ofNetty != null && ofNetty.change() != null) {
      return ofNetty;
    }
    Finding found = nmt.category(now, before, half, seconds);
    if (found == null) {
      long huge = hugePages(now, figures);
      found = hugePages(huge, hugePages(before, figuresBefore), held, half, seconds);
    }
    if (found != null) {
      return found.beside(ofNetty);
    }
    if (ofNetty != null) {
      return ofNetty; // the next look has an area without it
    }
    BoundedHistogram heap = histograms;
    Histogram histogram = heap == null ? null : heap.take(now);
    remark = heap == null ? null : heap.leftOut();
    found = holders(histogram, held, clock);
    found = found == null ? hints(now, before, seconds, clock, stopped(histogram)) : found;
    if (found == null && histogram != null) {
      remark = "a histogram of the Java heap does not explain " + AREA.word() + stopped(histogram);
    }
    return found;
  }

  /** Objects of the JDK that hold native memory, and became more. */
  private @Nullable Finding holders(@Nullable Histogram histogram, long held, double clock) {
    if (histogram == null) {
      return null;
    }
    Histogram since = first;
    double span = clock - firstClock;
    String name = NativeHolders.grown(histogram, since, Math.max(1 << 20, (held - firstHeld) / 2));
    first = histogram;
    firstClock = clock;
    firstHeld = held;
    if (name == null) {
      return null;
    }
    String shown = Names.ofClass(name, Names.MOST);
    String text = shown + " ";
    Change change = null;
    if (since == null) {
      text += Amounts.count(histogram.objects(name)) + " objects";
    } else {
      change = new Change("objects", since.objects(name), histogram.objects(name), span);
      text += Amounts.counts(change.before(), change.now()) + " objects " + Amounts.span(span);
    }
    return new Finding(AREA, "native_holder", shown, change, text + stopped(histogram));
  }

  /** What the histogram has cost the application; empty where there was none. */
  private String stopped(@Nullable Histogram histogram) {
    return histogram == null || histograms == null ? "" : histograms.stopped();
  }

  private static Figures derived(Sample sample) {
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    return figures;
  }

  private static long held(Figures figures) {
    return figures.known(Figure.LEDGER_NATIVE_OTHER)
        ? figures.whole(Figure.LEDGER_NATIVE_OTHER)
        : 0;
  }

  /**
   * Where at least half of the area, and of its growth, must be huge pages: all of the group's,
   * less what other areas and other processes could have of them.
   */
  private @Nullable Finding hugePages(
      long all, long allBefore, long held, long half, double seconds) {
    long huge = Math.min(all, held);
    if (huge < held / 2 || all - allBefore < half) {
      return null;
    }
    String text = Bytes.mebibytes(huge);
    text = text.substring(0, text.length() - " MiB".length());
    text += " of " + Bytes.mebibytes(held) + " are transparent huge pages";
    if (tunables.contains("hugetlb=1")) {
      text += " (GLIBC_TUNABLES has hugetlb=1)";
    }
    Change change = new Change("By", allBefore, all, seconds);
    return new Finding(AREA, "huge_pages", "transparent huge pages", change, text);
  }

  private static long hugePages(Sample sample, Figures figures) {
    long huge = sample.known(Field.ANON_THP) ? sample.value(Field.ANON_THP) : 0;
    huge -= sample.known(Field.HEAP_RESIDENT) ? sample.value(Field.HEAP_RESIDENT) : 0;
    for (int i = 0; i < WITH_HUGE_PAGES.length; i++) {
      Figure area = WITH_HUGE_PAGES[i];
      huge -= figures.known(area) ? figures.whole(area) : 0;
    }
    Rows others = sample.otherProcesses();
    for (int row = 0; row < others.size(); row++) {
      boolean known = others.known(row, Sample.OTHER_RSS_ANON);
      huge -= known ? others.value(row, Sample.OTHER_RSS_ANON) : 0;
    }
    return Math.max(0, huge);
  }

  private @Nullable Finding hints(
      Sample now, Sample before, double seconds, double clock, String stopped) throws IOException {
    Maps seen = Maps.read(maps, javaHome, clock);
    boolean again = looked;
    int arenasBefore = arenas;
    double since = clock - lastClock;
    arenas = seen.arenas();
    looked = true;
    lastClock = clock;
    boolean more = again && arenas > arenasBefore;
    StringBuilder text = new StringBuilder();
    if (more) {
      text.append("malloc arenas ").append(Amounts.counts(arenasBefore, arenas));
    }
    long threads = otherThreads(now);
    long threadsBefore = otherThreads(before);
    if (threads > threadsBefore && threadsBefore > 0) {
      text.append(text.length() == 0 ? "" : ", ").append("threads beside Java's ");
      text.append(Amounts.counts(threadsBefore, threads));
    }
    List<String> libraries = seen.libraries();
    for (int i = 0; i < libraries.size() && i < NAMED_LIBRARIES; i++) {
      text.append(i > 0 ? ", " : text.length() == 0 ? "libraries: " : "; libraries: ");
      text.append(libraries.get(libraries.size() - 1 - i));
    }
    if (text.length() == 0) {
      return null;
    }
    Change change = null;
    String kind = "arenas";
    String name = "malloc"; // which library has taken it is not known
    if (more) {
      change = new Change("arenas", arenasBefore, arenas, since);
    } else if (threads > threadsBefore && threadsBefore > 0) {
      kind = "threads";
      name = "threads beside Java's";
      change = new Change("threads", threadsBefore, threads, seconds);
    }
    return new Finding(AREA, kind, name, change, text.append(stopped).toString());
  }

  /** Those of the JVM itself and of libraries; 0 where not known. */
  private static long otherThreads(Sample sample) {
    if (!sample.known(Field.THREADS)
        || !sample.known(Field.THREADS_DAEMON)
        || !sample.known(Field.THREADS_NON_DAEMON)) {
      return 0;
    }
    long java = sample.value(Field.THREADS_DAEMON) + sample.value(Field.THREADS_NON_DAEMON);
    return Math.max(0, sample.value(Field.THREADS) - java);
  }
}
