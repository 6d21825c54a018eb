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
   * Compares the last full pass with the one ten minutes before the end, or with the first one. The
   * first passes of a JVM may not know all areas yet. Where there is one, the pass that is compared
   * knows every area of the last.
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
    if (first == null || end == null || end.areas == null) {
      return null;
    }
    first = firstWith(end.areas, points, first, end);
    if (first.areas == null) {
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

  /** The first full pass from one on that knows these areas; that one if only the end does. */
  private static ChartPoint firstWith(
      Map<MemoryArea, Long> areas, List<ChartPoint> points, ChartPoint from, ChartPoint end) {
    for (int i = points.indexOf(from); points.get(i) != end; i++) {
      ChartPoint point = points.get(i);
      if (point.areas != null && point.areas.keySet().containsAll(areas.keySet())) {
        return point;
      }
    }
    return from;
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

  /** Bytes by which the area grew over {@link #seconds}; null where that is not known. */
  @Nullable Long grown(MemoryArea area) {
    Long now = held.get(area);
    Long then = before.get(area);
    return now == null || then == null ? null : (Long) (now - then);
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
    Long growth = grown(area);
    Long growthThan = grown(than);
    if (growth == null || growthThan == null) {
      return growth != null;
    }
    if (!growth.equals(growthThan)) {
      return growth > growthThan;
    }
    Long bytes = held.get(area);
    Long others = held.get(than);
    return bytes != null && (others == null || bytes > others);
  }
}
