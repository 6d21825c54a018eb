package io.github.headroom.agent.derive;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;

/** Figures with a verdict, and samples of a group of 1000 MiB for outlooks, for other rooms. */
public final class ForecastFigures {

  private static final long MIB = 1 << 20;

  private ForecastFigures() {}

  /** The sample's figures, and that direct buffers grow and come to the limit in 20 to 40 s. */
  public static Figures growing(Sample sample) {
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    figures.setVerdict(Verdict.GROWING, MemoryArea.DIRECT_BUFFERS);
    figures.set(Figure.TIME_TO_KILL_LOW, 20.0);
    figures.set(Figure.TIME_TO_KILL_MID, 30.0);
    figures.set(Figure.TIME_TO_KILL_HIGH, 40.0);
    figures.set(Figure.KILL_WITHIN_10_MINUTES, 0.75);
    figures.set(Figure.KILL_WITHIN_1_HOUR, 0.8125);
    figures.set(Figure.KILL_WITHIN_24_HOURS, 0.875);
    return figures;
  }

  /** The same that also know the size that fits, which those of a JVM that grows never do. */
  public static Figures everything(Sample sample) {
    Figures figures = growing(sample);
    size(figures);
    return figures;
  }

  /** The sample's figures, and the size that fits: a verdict without a time or a culprit. */
  public static Figures fitting(Sample sample) {
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    figures.setVerdict(Verdict.FITS, null);
    size(figures);
    return figures;
  }

  private static void size(Figures figures) {
    figures.set(Figure.SIZING_LIMIT, 900 * MIB);
    figures.set(Figure.SIZING_HEAP, 400 * MIB);
    figures.set(Figure.SIZING_MAX_HEAP, 500 * MIB);
    figures.set(Figure.SIZING_SPAN, 7200.0);
  }

  /** A JVM with a heap of 200 of 500 MiB, alone in its group, beside it so many MiB by malloc. */
  public static SampleBuilder jvm(double mallocMebibytes) {
    long heap = 200 * MIB;
    long anon = heap + Math.round(mallocMebibytes * MIB);
    return new SampleBuilder()
        .with(Field.LIMIT, 1000 * MIB)
        .with(Field.USAGE, anon)
        .with(Field.ANON, anon)
        .with(Field.FILE, 0)
        .with(Field.ACTIVE_FILE, 0)
        .with(Field.INACTIVE_FILE, 0)
        .with(Field.SWAP_FREE, 0)
        .with(Field.MEM_TOTAL, 8000 * MIB)
        .with(Field.OTHER_PROCESSES, 0)
        .with(Field.RSS_ANON, anon)
        .with(Field.HEAP_RESIDENT, heap)
        .with(Field.HEAP_USED, heap)
        .with(Field.HEAP_COMMITTED, heap)
        .with(Field.HEAP_MAX, 500 * MIB);
  }
}
