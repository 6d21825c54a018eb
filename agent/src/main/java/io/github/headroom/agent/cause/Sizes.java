package io.github.headroom.agent.cause;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sizes of named things at one time: bytes, or members of a group. */
final class Sizes {

  /** Names that are kept; further names are left out. */
  private static final int MOST = 1024;

  private final Map<String, long[]> sizes = new HashMap<>();
  private double seconds;

  /**
   * @param seconds the time, by a monotonic clock
   */
  Sizes(double seconds) {
    this.seconds = seconds;
  }

  double seconds() {
    return seconds;
  }

  /** Moves the sizes to this time: they have not changed. */
  void confirm(double now) {
    seconds = now;
  }

  /** Adds a member to a group. */
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

  /** 0 for a name that is not there. */
  long size(String name) {
    long[] size = sizes.get(name);
    return size == null ? 0 : size[0];
  }

  /**
   * The name that has grown most since then; a new name grows from 0. Null where nothing has grown.
   *
   * @param since null at a first look, which returns the largest
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

  /** The largest names, at most so many. */
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
   * The change of a name since then; null without a reading of then.
   *
   * @param unit a unit of {@link Change}
   * @param since null at a first look
   */
  @Nullable Change change(String unit, String name, @Nullable Sizes since) {
    return since == null
        ? null
        : new Change(unit, since.size(name), size(name), seconds - since.seconds);
  }
}
