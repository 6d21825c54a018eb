package io.github.headroom.benchmarks.accuracy;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one warner said during one run. */
final class Said {

  /** From the first to the last tick of a warning; gaps of up to {@link #GAP} belong to it. */
  record Episode(double from, double to) {}

  record Words(double at, double low, double mid, double high, @Nullable MemoryArea culprit) {}

  private static final double GAP = 10;
  private static final double KEPT = 90;

  final Warner warner;
  final List<Episode> episodes = new ArrayList<>();
  private final Deque<Words> last = new ArrayDeque<>();
  private double from = Double.NaN;
  private double to;

  Said(Warner warner) {
    this.warner = warner;
  }

  void see(Observation observation) {
    warner.see(observation);
    double at = observation.seconds;
    while (!last.isEmpty() && last.getFirst().at() < at - KEPT) {
      last.removeFirst();
    }
    if (!warner.warns()) {
      return;
    }
    last.addLast(new Words(at, warner.low(), warner.mid(), warner.high(), warner.culprit()));
    if (Double.isNaN(from)) {
      from = at;
    } else if (at - to > GAP) {
      episodes.add(new Episode(from, to));
      from = at;
    }
    to = at;
  }

  void end() {
    if (!Double.isNaN(from)) {
      episodes.add(new Episode(from, to));
    }
  }

  /** What it said at that time; null where it did not warn within the two seconds before. */
  @Nullable Words at(double seconds) {
    Words found = null;
    for (Words each : last) {
      if (each.at() <= seconds && each.at() > seconds - 2.5) {
        found = each;
      }
    }
    return found;
  }

  /** Seconds before that time that a warning began which then still stood; 0 where none did. */
  double ahead(double kill) {
    if (episodes.isEmpty()) {
      return 0;
    }
    Episode standing = episodes.get(episodes.size() - 1);
    return standing.to() >= kill - GAP ? kill - standing.from() : 0;
  }
}
