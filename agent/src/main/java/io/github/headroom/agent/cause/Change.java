package io.github.headroom.agent.cause;

/** A number at two times: before and now. */
public final class Change {

  private final String unit;
  private final long before;
  private final long now;
  private final double seconds;

  /**
   * @param unit threads, classes, loaders, objects, files, sockets or arenas; By for bytes
   * @param seconds time between before and now
   */
  Change(String unit, long before, long now, double seconds) {
    this.unit = unit;
    this.before = before;
    this.now = now;
    this.seconds = seconds;
  }

  public String unit() {
    return unit;
  }

  public long before() {
    return before;
  }

  public long now() {
    return now;
  }

  /** Seconds between before and now; at least 0. */
  public double seconds() {
    return seconds;
  }
}
