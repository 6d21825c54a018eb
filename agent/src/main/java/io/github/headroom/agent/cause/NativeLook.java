package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Names native memory that no area explains. It tries in turn: buffers of a Netty that the JDK does
 * not count, a category of Native Memory Tracking, transparent huge pages, objects of the JDK that
 * hold native memory, and {@link NativeHints}.
 */
final class NativeLook implements Look {

  private static final MemoryArea AREA = MemoryArea.NATIVE_OTHER;

  /** Areas of anonymous memory besides the heap: all of their bytes may be huge pages. */
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
  private final NativeHints hints;
  private final String tunables;
  private final @Nullable BoundedHistogram histograms;
  private @Nullable Histogram first;
  private double firstClock;
  private long firstHeld;

  private @Nullable String remark;

  /**
   * @param histograms histograms of the heap; null where the JVM has no command for them
   * @param tunables GLIBC_TUNABLES of the environment; empty without it
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
    this.hints = new NativeHints(root, javaHome);
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
    // Buffers of a Netty found meanwhile were in this area before, and are in another one now.
    long moved = before.known(Field.NETTY_HIDDEN) ? 0 : NettyLook.sampledHidden(now);
    long half = Math.max(1 << 20, (held + moved - held(figuresBefore)) / 2);
    Finding ofNetty = netty.notYetSampled(now, half, clock);
    if (ofNetty != null && ofNetty.change() != null) {
      return ofNetty;
    }
    Finding found = nmt.category(now, before, half, seconds);
    if (found == null) {
      long huge = hugePages(now, figures);
      found = hugePages(huge, hugePages(before, figuresBefore), held, half, seconds);
    }
    if (found != null) {
      return found.and(ofNetty);
    }
    if (ofNetty != null) {
      return ofNetty; // at the next look its buffers are in another area
    }
    BoundedHistogram heap = histograms;
    Histogram histogram = heap == null ? null : heap.take(now);
    remark = heap == null ? null : heap.whyLeftOut();
    String pause = histogram == null || heap == null ? "" : heap.pauseText();
    found = histogram == null ? null : holders(histogram, held, clock, pause);
    found = found == null ? hints.look(now, before, seconds, clock, pause) : found;
    if (found == null && histogram != null) {
      remark = "a histogram of the Java heap does not explain " + AREA.word() + pause;
    }
    return found;
  }

  /** Objects of the JDK that hold native memory, where they become more. */
  private @Nullable Finding holders(Histogram histogram, long held, double clock, String pause) {
    Histogram since = first;
    double span = clock - firstClock;
    String name = NativeHolders.grown(histogram, since, Math.max(1 << 20, (held - firstHeld) / 2));
    first = histogram;
    firstClock = clock;
    firstHeld = held;
    if (name == null) {
      return null;
    }
    String shown = ClassNames.of(name, Names.MOST);
    String text = shown + " ";
    Change change = null;
    if (since == null) {
      text += Amounts.count(histogram.objects(name)) + " objects";
    } else {
      change = new Change("objects", since.objects(name), histogram.objects(name), span);
      text += Amounts.counts(change.before(), change.now()) + " objects " + Amounts.span(span);
    }
    return new Finding(AREA, "native_holder", shown, change, text + pause);
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
   * The finding of huge pages, where they are at least half of the area and of its growth.
   *
   * @param all huge pages that the area has at least, bytes
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

  /** The cgroup's huge pages, less all that other areas and processes may have of them, bytes. */
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
}
