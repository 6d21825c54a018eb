package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Which class has ever more objects in the heap, by two histograms of all objects. Of the classes
 * that grow, the first that is not the JDK's names the cause; most bytes are in arrays and strings
 * wherever the leak is. And how much of the heap is garbage for certain.
 */
final class HeapLook implements Look {

  /** Less garbage than this does not put off a kill. */
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
    return histograms.leftOut();
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

  /** Before there is anything to compare with. */
  private @Nullable Finding largest(Histogram histogram) {
    Histogram nothing = Histogram.of("");
    String most = histogram.grownMost(nothing);
    String name = histogram.owner(nothing);
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
    String name = histogram.owner(since);
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
    return Names.ofClass(name, 80);
  }

  private Finding finding(String name, @Nullable Change change, StringBuilder text) {
    text.append(histograms.stopped());
    long bytes = garbage.atLeast(heap);
    if (bytes >= LEAST_GARBAGE) {
      String more = "; at least " + (bytes >> 20) + " MiB is garbage that one collection returns";
      if (Finding.fits(MemoryArea.JAVA_HEAP, text + more)) { // never half of it
        text.append(more);
      }
    }
    return new Finding(MemoryArea.JAVA_HEAP, "class", shown(name), change, text.toString());
  }
}
