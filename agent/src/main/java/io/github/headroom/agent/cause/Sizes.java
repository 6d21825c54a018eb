package io.github.headroom.agent.cause;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bytes of each of several named things at one time. */
final class Sizes {

  /** Things that are told apart; what more there are is left out. */
  private static final int MOST = 1024;

  private final Map<String, long[]> sizes = new HashMap<>();
  private final double seconds;

  /**
   * @param seconds when that is, by a clock that never goes back
   */
  Sizes(double seconds) {
    this.seconds = seconds;
  }

  double seconds() {
    return seconds;
  }

  void add(String name, long bytes) {
    long[] size = sizes.get(name);
    if (size != null) {
      size[0] += bytes;
    } else if (sizes.size() < MOST) {
      sizes.put(name, new long[] {bytes});
    }
  }

  boolean has(String name) {
    return sizes.containsKey(name);
  }

  Iterable<String> names() {
    return sizes.keySet();
  }

  /** 0 where there is no such thing. */
  long bytes(String name) {
    long[] size = sizes.get(name);
    return size == null ? 0 : size[0];
  }

  /** What has grown most since then, of nothing where it is new; null where nothing has grown. */
  @Nullable String grownMost(@Nullable Sizes since) {
    String most = null;
    long by = 0;
    for (Map.Entry<String, long[]> entry : sizes.entrySet()) {
      long before = since == null ? 0 : since.bytes(entry.getKey());
      long grown = entry.getValue()[0] - before;
      if (grown > by) {
        most = entry.getKey();
        by = grown;
      }
    }
    return most;
  }

  /**
   * Its growth since then; null where nothing is known of then.
   *
   * @param since null at a first look
   */
  @Nullable Change change(String name, @Nullable Sizes since) {
    return since == null
        ? null
        : new Change("By", since.bytes(name), bytes(name), seconds - since.seconds);
  }
}
