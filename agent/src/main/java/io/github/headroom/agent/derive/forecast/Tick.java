package io.github.headroom.agent.derive.forecast;

import java.util.Arrays;

/**
 * The input of a forecast at one instant. The caller fills it in place; what is not known is not
 * set. Only full ticks have areas, all from the same pass.
 */
public final class Tick {

  private double seconds;
  private boolean full;
  private boolean headroomKnown;
  private double limit;
  private double headroom;
  private double doubtful;
  private final double[] bytes = new double[MemoryArea.COUNT];
  private final double[] ceilings = new double[MemoryArea.COUNT];
  private final boolean[] known = new boolean[MemoryArea.COUNT];
  private final boolean[] capped = new boolean[MemoryArea.COUNT];
  private boolean heapKnown;
  private double heapLive;
  private double heapCommitted;
  private boolean cannotFit;
  private boolean pressureKnown;
  private double pressureFullSeconds;
  private boolean refaultsKnown;
  private double refaults;
  private boolean fileFaultsKnown;
  private double fileRefaults;
  private double majorFaults;

  /**
   * Begins a new tick, with nothing known.
   *
   * @param atSeconds a clock that never goes back, seconds from any origin
   * @param isFull whether areas follow
   */
  public void begin(double atSeconds, boolean isFull) {
    seconds = atSeconds;
    full = isFull;
    headroomKnown = false;
    heapKnown = false;
    cannotFit = false;
    pressureKnown = false;
    refaultsKnown = false;
    fileFaultsKnown = false;
    Arrays.fill(known, false);
    Arrays.fill(capped, false);
  }

  /**
   * Sets the limit that binds, and what can still be charged under it, bytes.
   *
   * @param limitBytes greater than 0; any other limit leaves the headroom unknown
   * @param headroomBytes the expected estimate, 0 or more
   * @param doubtfulBytes what reclaim may free beside the headroom, with even odds; its growth is
   *     not growth of the floor
   */
  public void headroom(long limitBytes, long headroomBytes, long doubtfulBytes) {
    headroomKnown = limitBytes > 0;
    limit = limitBytes;
    headroom = headroomBytes;
    doubtful = doubtfulBytes;
  }

  /** Sets the charged bytes of an area without a ceiling of its own. */
  public void area(MemoryArea area, long of) {
    known[area.ordinal()] = true;
    bytes[area.ordinal()] = of;
  }

  /** Sets the charged bytes of an area and its ceiling, bytes: -Xmx, -XX:MaxMetaspaceSize. */
  public void area(MemoryArea area, long of, long ceiling) {
    area(area, of);
    capped[area.ordinal()] = true;
    ceilings[area.ordinal()] = Math.max(of, ceiling);
  }

  /**
   * Sets what the heap holds and what the JVM has committed for it, bytes.
   *
   * @param used the present use; its smallest value of some time is close to the live set
   */
  public void heap(long used, long committed) {
    heapKnown = true;
    heapLive = used;
    heapCommitted = committed;
  }

  /** The largest heap that the JVM's flags allow does not fit beside the other areas. */
  public void cannotFit() {
    cannotFit = true;
  }

  /** Sets the total of "full" in memory.pressure, seconds since the cgroup was made. */
  public void pressureFull(double of) {
    pressureKnown = true;
    pressureFullSeconds = of;
  }

  /**
   * Sets the pages that came back after they were dropped or swapped, since the cgroup was made.
   */
  public void refaults(long of) {
    refaultsKnown = true;
    refaults = of;
  }

  /**
   * Sets the pages of page cache that came back, by read or by fault, and the faults that waited
   * for storage, both since the cgroup was made.
   *
   * @param cameBack workingset_refault_file, pages
   * @param major pgmajfault, a count
   */
  public void fileFaults(long cameBack, long major) {
    fileFaultsKnown = true;
    fileRefaults = cameBack;
    majorFaults = major;
  }

  double seconds() {
    return seconds;
  }

  boolean full() {
    return full;
  }

  boolean headroomKnown() {
    return headroomKnown;
  }

  double limit() {
    return limit;
  }

  double headroom() {
    return headroom;
  }

  /** What reclaim cannot free, bytes. */
  double floor() {
    return end() - headroom;
  }

  /** The floor at which the kernel kills, bytes: the limit less what is in doubt. */
  double end() {
    return limit - doubtful;
  }

  boolean known(int area) {
    return known[area];
  }

  double bytes(int area) {
    return bytes[area];
  }

  boolean capped(int area) {
    return capped[area];
  }

  double ceiling(int area) {
    return ceilings[area];
  }

  boolean heapKnown() {
    return heapKnown;
  }

  double heapLive() {
    return heapLive;
  }

  double heapCommitted() {
    return heapCommitted;
  }

  boolean fits() {
    return !cannotFit;
  }

  boolean pressureKnown() {
    return pressureKnown;
  }

  double pressureFullSeconds() {
    return pressureFullSeconds;
  }

  boolean refaultsKnown() {
    return refaultsKnown;
  }

  double refaults() {
    return refaults;
  }

  boolean fileFaultsKnown() {
    return fileFaultsKnown;
  }

  double fileRefaults() {
    return fileRefaults;
  }

  double majorFaults() {
    return majorFaults;
  }
}
