package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Names the class that has ever more objects in the heap, by two histograms of all objects. The
 * cause is the class of the application that grows most: wherever a leak is, most of its bytes are
 * in arrays and strings of the JDK. The finding also has how much of the heap is garbage at least.
 */
final class HeapLook implements Look {

  /** Less garbage than this does not postpone a kill. */
  private static final long LEAST_GARBAGE = 8L << 20;

  private final Heap heap;
  private final BoundedHistogram histograms;
  private final Garbage garbage;
  private @Nullable Histogram first;
  private double firstClock;

  HeapLook(Heap heap, Room room, boolean pausesAreBounded, Garbage garbage) {
    this.heap = heap;
    this.histograms = new BoundedHistogram(heap, room, pausesAreBounded);
    this.garbage = garbage;
  }

  @Override
  public @Nullable String remark() {
    return histograms.whyLeftOut();
  }

  @Override
  public @Nullable Finding look(Sample now, Sample before, double seconds, double clock)
      throws Exception {
    Histogram histogram = histograms.take(now);
    if (histogram == null) {
      return null;
    }
    double at = clock + histograms.waitedSeconds();
    Histogram since = first;
    double span = at - firstClock;
    first = histogram;
    firstClock = at;
    return since == null || since.isEmpty() ? largest(histogram) : grown(histogram, since, span);
  }

  /** The finding of a first look, which has no histogram to compare with. */
  private @Nullable Finding largest(Histogram histogram) {
    Histogram nothing = Histogram.of("");
    String most = histogram.grownMost(nothing);
    String name = histogram.likelyCause(nothing);
    if (most == null || name == null) {
      return null;
    }
    StringBuilder text = new StringBuilder("largest: ").append(shown(name)).append(' ');
    text.append(Amounts.count(histogram.objects(name))).append(" objects, ");
    text.append(Bytes.mebibytes(histogram.bytes(name)));
    if (!name.equals(most)) {
      text.append("; most bytes: ").append(shown(most)).append(' ');
      text.append(Bytes.mebibytes(histogram.bytes(most)));
    }
    return finding(name, null, text);
  }

  private @Nullable Finding grown(Histogram histogram, Histogram since, double span) {
    String most = histogram.grownMost(since);
    String name = histogram.likelyCause(since);
    if (most == null || name == null) {
      return null;
    }
    Change change = new Change("objects", since.objects(name), histogram.objects(name), span);
    StringBuilder text = new StringBuilder(shown(name)).append(' ');
    text.append(Amounts.counts(change.before(), change.now())).append(" objects (+");
    text.append(Bytes.mebibytes(histogram.grownBytes(name, since))).append(") ");
    text.append(Amounts.span(span));
    if (!name.equals(most)) {
      text.append("; most bytes: ").append(shown(most)).append(" +");
      text.append(Bytes.mebibytes(histogram.grownBytes(most, since)));
    }
    return finding(name, change, text);
  }

  private static String shown(String name) {
    return ClassNames.of(name, 80);
  }

  private Finding finding(String name, @Nullable Change change, StringBuilder text) {
    text.append(histograms.pauseText());
    long bytes = garbage.leastBytes(heap);
    if (bytes >= LEAST_GARBAGE) {
      String more = "; at least " + (bytes >> 20) + " MiB is garbage that one collection returns";
      if (Finding.fits(MemoryArea.JAVA_HEAP, text + more)) { // all of it or nothing
        text.append(more);
      }
    }
    return new Finding(MemoryArea.JAVA_HEAP, "class", shown(name), change, text.toString());
  }
}
