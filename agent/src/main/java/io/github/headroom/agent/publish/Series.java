package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A time series of a metric: where its number comes from, and the attributes it is published under.
 * A number that is not known gives no point.
 */
class Series {

  /**
   * A Figure, a Verdict, a MemoryArea for the culprit, an Outcome, the word of an exit, or none.
   */
  private final @Nullable Object source;

  /** Key, value, key, value. */
  final Object[] attributes;

  private boolean essential;

  Series(@Nullable Object source, Object... attributes) {
    this.source = source;
    this.attributes = attributes;
  }

  /** The figure, under these attributes: key, value, key, value. */
  static Series of(Figure figure, Object... attributes) {
    return new Series(figure, attributes);
  }

  /** 1 under the verdict that holds, 0 under the others; no point without a verdict. Essential. */
  static Series[] verdicts() {
    Verdict[] verdicts = Verdict.values();
    Series[] series = new Series[verdicts.length];
    for (int i = 0; i < series.length; i++) {
      series[i] = new Series(verdicts[i], "headroom.verdict", verdicts[i].word()).essential();
    }
    return series;
  }

  /**
   * 1 under the area that is the culprit, 0 under the others; no point without a culprit.
   * Essential, but for page cache: the kernel frees it, so it is never the culprit.
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

  /** What each area holds. Essential. */
  static Series[] held() {
    MemoryArea[] areas = MemoryArea.values();
    Series[] series = new Series[areas.length];
    for (int i = 0; i < series.length; i++) {
      series[i] = of(Figure.held(areas[i]), "headroom.memory.area", areas[i].word()).essential();
    }
    return series;
  }

  /** How many exports had that outcome. */
  static Series exports(Outcome outcome) {
    return new Series(outcome, "headroom.outcome", outcome.word());
  }

  /** 1 where the JVM before this one ended so; no point otherwise. Essential. */
  static Series previousExit(String word) {
    return new Series(word, "headroom.exit", word).essential();
  }

  /** Makes it one of those that are exported unless {@code headroom.metrics} is full. */
  Series essential() {
    essential = true;
    return this;
  }

  boolean isEssential() {
    return essential;
  }

  /** Hands over the points of this series. */
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
