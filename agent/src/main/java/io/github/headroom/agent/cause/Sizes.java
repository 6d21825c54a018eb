package io.github.headroom.agent.cause;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How large each of several named things is at one time: in bytes, or in members of a group. */
final class Sizes {

  /** Things that are told apart; what more there are is left out. */
  private static final int MOST = 1024;

  private final Map<String, long[]> sizes = new HashMap<>();
  private double seconds;

  /**
   * @param seconds when that is, by a clock that never goes back
   */
  Sizes(double seconds) {
    this.seconds = seconds;
  }

  double seconds() {
    return seconds;
  }

  /** They are still so. */
  void holdsAt(double now) {
    seconds = now;
  }

  /** One member more of a group. */
  void add(String name) {
    add(name, 1);
  }

  void add(String name, long more) {
    long[] size = sizes.get(name);
    if (size != null) {
      size[0] += more;
    } else if (sizes.size() < MOST) {
      sizes.put(name, new long[] {more});
    }
  }

  boolean has(String name) {
    return sizes.containsKey(name);
  }

  Iterable<String> names() {
    return sizes.keySet();
  }

  /** 0 where there is no such thing. */
  long size(String name) {
    long[] size = sizes.get(name);
    return size == null ? 0 : size[0];
  }

  /**
   * What has grown most since then, of nothing where it is new; null where nothing has grown.
   *
   * @param since null at a first look: the largest
   */
  @Nullable String grownMost(@Nullable Sizes since) {
    String most = null;
    long by = 0;
    for (Map.Entry<String, long[]> entry : sizes.entrySet()) {
      long before = since == null ? 0 : since.size(entry.getKey());
      long grown = entry.getValue()[0] - before;
      if (grown > by) {
        most = entry.getKey();
        by = grown;
      }
    }
    return most;
  }

  /** The largest of them alone, so many at most. */
  Sizes largest(int most) {
    if (sizes.size() <= most) {
      return this;
    }
    Sizes rest = new Sizes(seconds);
    rest.sizes.putAll(sizes);
    Sizes kept = new Sizes(seconds);
    while (kept.sizes.size() < most) {
      String next = rest.grownMost(null);
      if (next == null) {
        break;
      }
      kept.add(next, size(next));
      rest.sizes.remove(next);
    }
    return kept;
  }

  /**
   * Its growth since then; null where nothing is known of then.
   *
   * @param unit as {@link Change} has it
   * @param since null at a first look
   */
  @Nullable Change change(String unit, String name, @Nullable Sizes since) {
    return since == null
        ? null
        : new Change(unit, since.size(name), size(name), seconds - since.seconds);
  }
}
