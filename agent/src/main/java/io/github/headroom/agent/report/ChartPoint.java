package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import org.jspecify.annotations.Nullable;

/** One sample of a recording, for lines over time; -1 where a figure was not known. */
final class ChartPoint {

  /** For labels: the wall clock may have been set in between. */
  final long epochMillis;

  /** The clock that only runs on, for distances. */
  final double seconds;

  final long usage;
  final long workingSet;
  final long headroom;
  final long limit;

  /** Share of the last ten seconds that every task waited for memory, a fraction. */
  final double pressure;

  /** Bytes by {@link io.github.headroom.agent.derive.forecast.MemoryArea}; null of a fast pass. */
  final long @Nullable [] areas;

  long collections;

  ChartPoint(long epochMillis, double seconds, Figures figures, long @Nullable [] areas) {
    this.epochMillis = epochMillis;
    this.seconds = seconds;
    this.usage = whole(figures, Figure.MEMORY_USAGE);
    this.workingSet = whole(figures, Figure.WORKING_SET);
    this.headroom = whole(figures, Figure.HEADROOM_EXPECTED);
    this.limit = whole(figures, Figure.EFFECTIVE_LIMIT);
    this.pressure =
        figures.known(Figure.PRESSURE_FULL_UTILIZATION)
            ? figures.real(Figure.PRESSURE_FULL_UTILIZATION)
            : -1;
    this.areas = areas;
  }

  private static long whole(Figures figures, Figure figure) {
    return figures.known(figure) ? figures.whole(figure) : -1;
  }
}
