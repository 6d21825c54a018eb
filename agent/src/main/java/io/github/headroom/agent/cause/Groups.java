package io.github.headroom.agent.cause;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many there are of each of several named groups, at one time. */
final class Groups {

  /** Groups that are told apart; what more there are is counted nowhere. */
  private static final int MOST = 1024;

  private final Map<String, int[]> counts = new HashMap<>();
  private double seconds;

  /**
   * @param seconds when that is, by a clock that never goes back
   */
  Groups(double seconds) {
    this.seconds = seconds;
  }

  double seconds() {
    return seconds;
  }

  /** They are still so. */
  void holdsAt(double now) {
    seconds = now;
  }

  void add(String group) {
    add(group, 1);
  }

  private void add(String group, int more) {
    int[] count = counts.get(group);
    if (count != null) {
      count[0] += more;
    } else if (counts.size() < MOST) {
      counts.put(group, new int[] {more});
    }
  }

  /** 0 where there is no such group. */
  int count(String group) {
    int[] count = counts.get(group);
    return count == null ? 0 : count[0];
  }

  /** The group that has grown most since then; null where none has grown. */
  @Nullable String grownMost(Groups since) {
    String most = null;
    int by = 0;
    for (Map.Entry<String, int[]> entry : counts.entrySet()) {
      int grown = entry.getValue()[0] - since.count(entry.getKey());
      if (grown > by) {
        most = entry.getKey();
        by = grown;
      }
    }
    return most;
  }

  /** The largest group; null where there is none. */
  @Nullable String largest() {
    return grownMost(new Groups(seconds));
  }

  /** The largest of them alone, so many at most. */
  Groups largest(int most) {
    if (counts.size() <= most) {
      return this;
    }
    Groups kept = new Groups(seconds);
    while (kept.counts.size() < most) {
      String next = null;
      int size = 0;
      for (Map.Entry<String, int[]> entry : counts.entrySet()) {
        if (entry.getValue()[0] > size && !kept.counts.containsKey(entry.getKey())) {
          next = entry.getKey();
          size = entry.getValue()[0];
        }
      }
      if (next == null) {
        break;
      }
      kept.add(next, size);
    }
    return kept;
  }
}
