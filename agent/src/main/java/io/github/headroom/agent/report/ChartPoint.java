package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One sample of a recording, for lines over time. A figure is null where it is not known. */
final class ChartPoint {

  /** Wall clock, milliseconds since 1970, for labels. It may have been set in between. */
  final long epochMillis;

  /** Clock of the samples, seconds, for distances. It cannot be set. */
  final double seconds;

  final @Nullable Long usage;
  final @Nullable Long workingSet;
  final @Nullable Long headroom;
  final @Nullable Long limit;

  /** Share of the last ten seconds in which all tasks waited for memory, 0 to 1. */
  final @Nullable Double pressure;

  /** Bytes by area, without the unknown areas; null for a fast pass. */
  final @Nullable Map<MemoryArea, Long> areas;

  /** Garbage collections since the JVM's start. */
  final long collections;

  /**
   * @param figures of the entry's sample
   */
  ChartPoint(Entry entry, Figures figures) {
    epochMillis = entry.epochMillis;
    seconds = entry.seconds;
    usage = whole(figures, Figure.MEMORY_USAGE);
    workingSet = whole(figures, Figure.WORKING_SET);
    headroom = whole(figures, Figure.HEADROOM_EXPECTED);
    limit = whole(figures, Figure.EFFECTIVE_LIMIT);
    pressure =
        figures.known(Figure.PRESSURE_FULL_UTILIZATION)
            ? figures.real(Figure.PRESSURE_FULL_UTILIZATION)
            : null;
    areas = entry.fullPass ? areas(figures) : null;
    collections = collections(entry.sample);
  }

  private static @Nullable Long whole(Figures figures, Figure figure) {
    return figures.known(figure) ? figures.whole(figure) : null;
  }

  private static Map<MemoryArea, Long> areas(Figures figures) {
    Map<MemoryArea, Long> areas = new EnumMap<>(MemoryArea.class);
    for (MemoryArea area : MemoryArea.values()) {
      Figure figure = Figure.held(area);
      if (figures.known(figure)) {
        areas.put(area, figures.whole(figure));
      }
    }
    return areas;
  }

  private static long collections(Sample sample) {
    Rows collectors = sample.collectors();
    long sum = 0;
    for (int i = 0; i < collectors.size(); i++) {
      if (collectors.known(i, Sample.COLLECTIONS)) {
        sum += collectors.value(i, Sample.COLLECTIONS);
      }
    }
    return sum;
  }
}
