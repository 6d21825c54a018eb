package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ledger at the end of a recording, and its growth over the last ten minutes. */
final class LedgerGrowth {

  /** The longest time over which growth is reported, seconds. */
  static final double SECONDS = 10 * 60;

  private final Map<MemoryArea, Long> held;
  private final Map<MemoryArea, Long> before;
  private final long seconds;

  private LedgerGrowth(Map<MemoryArea, Long> held, Map<MemoryArea, Long> before, double seconds) {
    this.held = held;
    this.before = before;
    this.seconds = Math.max(1, (long) seconds);
  }

  /**
   * Compares the last full pass with the one ten minutes before the end, or with the first one.
   *
   * @param endedSeconds when the recording ends, by the samples' clock
   * @param nettyChanged the full pass at which Netty's hidden buffers became known or unknown; null
   *     where there is none
   * @return null where the recording has no full pass
   */
  static @Nullable LedgerGrowth of(
      List<ChartPoint> points, double endedSeconds, @Nullable ChartPoint nettyChanged) {
    ChartPoint first = null;
    ChartPoint end = null;
    for (int i = 0; i < points.size(); i++) {
      ChartPoint point = points.get(i);
      if (point.areas != null) {
        if (first == null || point.seconds <= endedSeconds - SECONDS) {
          first = point;
        }
        end = point;
      }
    }
    if (first == null || end == null || first.areas == null || end.areas == null) {
      return null;
    }
    Map<MemoryArea, Long> before = new EnumMap<>(MemoryArea.class);
    before.putAll(first.areas);
    if (nettyChanged != null
        && nettyChanged.areas != null
        && nettyChanged.seconds > first.seconds) {
      // The hidden buffers moved from one area to the other. Neither area grew by that.
      replace(before, MemoryArea.DIRECT_BUFFERS, nettyChanged.areas);
      replace(before, MemoryArea.NATIVE_OTHER, nettyChanged.areas);
    }
    return new LedgerGrowth(end.areas, before, endedSeconds - first.seconds);
  }

  private static void replace(
      Map<MemoryArea, Long> in, MemoryArea area, Map<MemoryArea, Long> from) {
    Long bytes = from.get(area);
    if (bytes == null) {
      in.remove(area);
    } else {
      in.put(area, bytes);
    }
  }

  /** Seconds over which {@link #grown} counts, at least 1. */
  long seconds() {
    return seconds;
  }

  /** Bytes of the area at the end; null where they are not known. */
  @Nullable Long held(MemoryArea area) {
    return held.get(area);
  }

  /** Bytes by which the area grew over {@link #seconds}; 0 where that is not known. */
  long grown(MemoryArea area) {
    Long now = held.get(area);
    Long then = before.get(area);
    return now == null || then == null ? 0 : now - then;
  }

  /** The known areas and their bytes at the end, the largest first. */
  List<Map.Entry<MemoryArea, Long>> largestFirst() {
    List<Map.Entry<MemoryArea, Long>> areas = new ArrayList<>(held.entrySet());
    Collections.sort(
        areas,
        new Comparator<Map.Entry<MemoryArea, Long>>() {
          @Override
          public int compare(Map.Entry<MemoryArea, Long> one, Map.Entry<MemoryArea, Long> other) {
            return Long.compare(other.getValue(), one.getValue());
          }
        });
    return areas;
  }

  /** The area that grew most; of several, the one that holds most. Page cache is left out. */
  MemoryArea grewMost() {
    MemoryArea most = MemoryArea.JAVA_HEAP;
    for (MemoryArea area : MemoryArea.values()) {
      if (area != MemoryArea.FILE_CACHE && isMore(area, most)) {
        most = area;
      }
    }
    return most;
  }

  private boolean isMore(MemoryArea area, MemoryArea than) {
    if (grown(area) != grown(than)) {
      return grown(area) > grown(than);
    }
    Long bytes = held.get(area);
    Long others = held.get(than);
    return bytes != null && (others == null || bytes > others);
  }
}
