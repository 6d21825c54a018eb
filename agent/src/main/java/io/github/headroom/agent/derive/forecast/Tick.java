package io.github.headroom.agent.derive.forecast;

import java.util.Arrays;

/**
 * What a forecast takes in at one instant. Filled in place by the caller; what is not known is not
 * set. Areas are told on full ticks alone, all of them from the same pass.
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
   * @param isFull whether areas will be told
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
   * The limit that binds, and what can still be charged under it, bytes.
   *
   * @param limitBytes greater than 0
   * @param headroomBytes the expected estimate, 0 or more
   * @param doubtfulBytes what reclaim may free beside, and may not: that it grows says nothing
   */
  public void headroom(long limitBytes, long headroomBytes, long doubtfulBytes) {
    headroomKnown = limitBytes > 0;
    limit = limitBytes;
    headroom = headroomBytes;
    doubtful = doubtfulBytes;
  }

  /** Charged bytes of an area without a ceiling of its own. */
  public void area(MemoryArea area, long of) {
    known[area.ordinal()] = true;
    bytes[area.ordinal()] = of;
  }

  /** Charged bytes of an area that cannot pass its ceiling, bytes: Xmx, MaxMetaspaceSize. */
  public void area(MemoryArea area, long of, long ceiling) {
    area(area, of);
    capped[area.ordinal()] = true;
    ceilings[area.ordinal()] = Math.max(of, ceiling);
  }

  /**
   * What the heap holds and what the JVM has committed for it, bytes.
   *
   * @param used used now; the smallest of a while is what lives
   */
  public void heap(long used, long committed) {
    heapKnown = true;
    heapLive = used;
    heapCommitted = committed;
  }

  /** The largest heap that the JVM's flags allow does not fit beside what else is there. */
  public void cannotFit() {
    cannotFit = true;
  }

  /** "full" total of memory.pressure, seconds since the group was made. */
  public void pressureFull(double of) {
    pressureKnown = true;
    pressureFullSeconds = of;
  }

  /** Pages that came back after they had been dropped or swapped, since the group was made. */
  public void refaults(long of) {
    refaultsKnown = true;
    refaults = of;
  }

  /**
   * What came back of the page cache, however it was read, and what was waited for in page faults,
   * both since the group was made.
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

  /** What reclaim surely cannot free. */
  double floor() {
    return end() - headroom;
  }

  /** Where the OOM killer runs when the floor reaches it: the limit, less what is in doubt. */
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
