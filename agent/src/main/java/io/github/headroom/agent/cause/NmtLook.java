package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/** Names the category of Native Memory Tracking that grows, in a JVM that has NMT on. */
final class NmtLook implements Look {

  /** Categories with an area of their own (memTag.hpp of HotSpot). */
  private static final String[] WITH_AREA = {
    "Java Heap",
    "Class",
    "Metaspace",
    "Code",
    "Thread",
    "Thread Stack",
    "GC",
    "GCCardSet",
    "Shared class space"
  };

  /** Memory from Unsafe, with direct buffers. */
  private static final String OTHER = "Other";

  /** Memory from Unsafe in Java 8, which has no category "Other". */
  private static final String INTERNAL = "Internal";

  private final MemoryArea area;

  NmtLook(MemoryArea area) {
    this.area = area;
  }

  @Override
  public @Nullable Finding look(Sample now, Sample before, double seconds, double clock) {
    return category(now, before, 1, seconds);
  }

  /**
   * The category that has grown most.
   *
   * @param least least growth, bytes
   * @return null where no category has grown by so much
   */
  @Nullable Finding category(Sample now, Sample before, long least, double seconds) {
    Rows rows = now.nativeMemory();
    Rows rowsBefore = before.nativeMemory();
    String ofUnsafe = rows.indexOf(OTHER) >= 0 ? OTHER : INTERNAL;
    String most = null;
    long by = least - 1;
    for (int row = 0; row < rows.size() && rowsBefore.size() > 0; row++) {
      String name = rows.name(row);
      long grown = committed(rows, row) - committed(rowsBefore, rowsBefore.indexOf(name));
      if (name.equals(ofUnsafe)) {
        grown -= direct(now) - direct(before);
      }
      if (grown > by && !hasArea(name)) {
        most = name;
        by = grown;
      }
    }
    if (most == null) {
      return null;
    }
    long was = committed(rowsBefore, rowsBefore.indexOf(most));
    Change change = new Change("By", was, committed(rows, rows.indexOf(most)), seconds);
    String text =
        "NMT '"
            + Names.ofPath(most)
            + "' "
            + Amounts.bytes(was, change.now())
            + " "
            + Amounts.span(seconds);
    if (most.equals(ofUnsafe)) {
      text += ", no direct buffers: Unsafe.allocateMemory or Arena";
    }
    return new Finding(area, "nmt_category", Names.ofPath(most), change, text);
  }

  private static boolean hasArea(String category) {
    for (int i = 0; i < WITH_AREA.length; i++) {
      if (WITH_AREA[i].equals(category)) {
        return true;
      }
    }
    return false;
  }

  private static long committed(Rows rows, int row) {
    boolean known = row >= 0 && rows.known(row, Sample.NATIVE_COMMITTED);
    return known ? rows.value(row, Sample.NATIVE_COMMITTED) : 0;
  }

  private static long direct(Sample sample) {
    return NettyLook.sampledHidden(sample) + NettyLook.pool(sample, Sample.BUFFER_USED);
  }
}
