package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A time series of a metric: the source of its number and its attributes. An unknown number gives
 * no point.
 */
class Series {

  /**
   * A Figure, a Verdict, a MemoryArea (for the culprit), an Outcome, a word for an exit reason, or
   * null.
   */
  private final @Nullable Object source;

  /** Key, value, key, value. */
  final Object[] attributes;

  private boolean essential;

  Series(@Nullable Object source, Object... attributes) {
    this.source = source;
    this.attributes = attributes;
  }

  /** Returns a series of the figure with these attributes: key, value, key, value. */
  static Series of(Figure figure, Object... attributes) {
    return new Series(figure, attributes);
  }

  /**
   * Returns series that are 1 for the current verdict and 0 for the others. There is no point
   * without a verdict. Essential.
   */
  static Series[] verdicts() {
    Verdict[] verdicts = Verdict.values();
    Series[] series = new Series[verdicts.length];
    for (int i = 0; i < series.length; i++) {
      series[i] = new Series(verdicts[i], "headroom.verdict", verdicts[i].word()).essential();
    }
    return series;
  }

  /**
   * Returns series that are 1 for the culprit's area and 0 for the others. There is no point
   * without a culprit. Essential, except page cache: the kernel frees it, so it is never the
   * culprit.
   */
  static Series[] culprits() {
    MemoryArea[] areas = MemoryArea.values();
    Series[] series = new Series[areas.length];
    for (int i = 0; i < series.length; i++) {
      series[i] = new Series(areas[i], "headroom.memory.area", areas[i].word());
      if (areas[i] != MemoryArea.FILE_CACHE) {
        series[i].essential();
      }
    }
    return series;
  }

  /** Returns a series for the memory of each area. Essential. */
  static Series[] held() {
    MemoryArea[] areas = MemoryArea.values();
    Series[] series = new Series[areas.length];
    for (int i = 0; i < series.length; i++) {
      series[i] = of(Figure.held(areas[i]), "headroom.memory.area", areas[i].word()).essential();
    }
    return series;
  }

  /** Returns the number of exports with that outcome. */
  static Series exports(Outcome outcome) {
    return new Series(outcome, "headroom.outcome", outcome.word());
  }

  /**
   * Returns a series that is 1 if the previous JVM ended for that reason. There is no point
   * otherwise. Essential.
   */
  static Series previousExit(String word) {
    return new Series(word, "headroom.exit", word).essential();
  }

  /** Marks the series as essential: exported even if {@code headroom.metrics} is not full. */
  Series essential() {
    essential = true;
    return this;
  }

  boolean isEssential() {
    return essential;
  }

  /** Publishes the points of this series. */
  void points(Metric metric, Observation of, PointSink out) {
    Figures figures = of.figures();
    if (source instanceof Figure) {
      figure(metric, figures, (Figure) source, out);
    } else if (source instanceof Verdict) {
      if (figures.verdict() != null) {
        out.real(metric, source == figures.verdict() ? 1 : 0, attributes);
      }
    } else if (source instanceof MemoryArea) {
      if (figures.culprit() != null) {
        out.real(metric, source == figures.culprit() ? 1 : 0, attributes);
      }
    } else if (source instanceof Outcome) {
      if (of.counted()) {
        out.whole(metric, of.exports((Outcome) source), attributes);
      }
    } else if (source != null && source.equals(of.previousExit())) {
      out.real(metric, 1, attributes);
    }
  }

  private void figure(Metric metric, Figures figures, Figure figure, PointSink out) {
    if (!figures.known(figure)) {
      return;
    }
    if (figures.isWhole(figure)) {
      out.whole(metric, figures.whole(figure), attributes);
    } else {
      out.real(metric, figures.real(figure), attributes);
    }
  }
}
