package io.github.headroom.agent.sample;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;

/**
 * Counts resident anonymous pages by /proc/self/pagemap (admin-guide/mm/pagemap.rst): eight bytes a
 * page, bit 63 says present, bit 61 that the page is a file's or shared. A process may read its own
 * without privilege; the page numbers, which need one, are not looked at.
 *
 * <p>Many pages are sampled: evenly spread windows of adjacent pages, others each time. The kernel
 * walks some 250 pages in a microsecond and a call costs one more.
 */
final class PageMap {

  private static final int BYTES_PER_PAGE = 8;
  private static final long PRESENT = 1L << 63;
  private static final long FILE_OR_SHARED = 1L << 61;

  /** Pages of a call. */
  static final int WINDOW = 64;

  /** Small ranges are looked at one by one up to so many for each window of a sample. */
  private static final int RANGES_A_WINDOW = 2;

  private final PolledFile file;
  private final long pageSize;
  private final byte[] bytes = new byte[PolledFile.MOST_AT_ONCE];
  private final LongBuffer view =
      ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asLongBuffer();
  private final long[] entries = new long[bytes.length / BYTES_PER_PAGE];
  private long turn;

  /** What {@link #count} found, bytes; valid only after it said true. */
  long resident;

  PageMap(Path path, long pageSize) {
    this.file = new PolledFile(path);
    this.pageSize = pageSize;
  }

  /**
   * Counts the resident anonymous pages of the ranges: all of them, or of many a sample of {@code
   * windows}. False where the file ends early.
   *
   * @throws IOException where there is no such file, or no permission
   */
  boolean count(Ranges ranges, int windows) throws IOException {
    long pages = ranges.bytes() / pageSize;
    boolean few = pages <= (long) windows * WINDOW && ranges.size() <= RANGES_A_WINDOW * windows;
    boolean counted = few ? countAll(ranges) : countSample(ranges, pages, windows);
    if (counted && ranges.allBytes() > ranges.bytes()) {
      resident = Math.round((double) resident / ranges.bytes() * ranges.allBytes());
    }
    return counted;
  }

  /**
   * As many pages as windows, one at random of each equal share, and the window that holds it:
   * ranges are cut into windows from their start, so each page is as likely to be looked at as any
   * other, whatever the length of its range.
   */
  private boolean countSample(Ranges ranges, long pages, int windows) throws IOException {
    double present = 0;
    int range = 0;
    long before = 0; // pages of the ranges before this one
    for (int i = 0; i < windows; i++) {
      long from = pages * i / windows;
      long to = pages * (i + 1) / windows;
      long page = from + (long) (fraction() * (to - from));
      while (page - before >= pagesOf(ranges, range)) {
        before += pagesOf(ranges, range++);
      }
      long first = (page - before) / WINDOW * WINDOW;
      int length = (int) Math.min(WINDOW, pagesOf(ranges, range) - first);
      int found = present(ranges.start(range) / pageSize + first, length);
      if (found < 0) {
        return false;
      }
      present += (double) found / length;
    }
    resident = Math.round(present / windows * pages) * pageSize;
    return true;
  }

  /** From 0 to below 1: the golden ratio's multiples are spread evenly, and never come again. */
  private double fraction() {
    return ((++turn * 0x9E3779B97F4A7C15L) >>> 11) * 0x1p-53;
  }

  /** As {@link #count}, of every {@code nth} range only, in turns: for many ranges of one kind. */
  boolean countSome(Ranges ranges, int most) throws IOException {
    int step = Math.max(1, (ranges.size() + most - 1) / most);
    long bytes = 0;
    long present = 0;
    for (int i = (int) (++turn % step); i < ranges.size(); i += step) {
      long found = presentIn(ranges, i);
      if (found < 0) {
        return false;
      }
      present += found;
      bytes += ranges.end(i) - ranges.start(i);
    }
    boolean all = bytes == ranges.allBytes();
    double share = all ? 1 : (double) ranges.allBytes() / bytes;
    resident = Math.round(present * pageSize * share);
    return true;
  }

  void close() {
    file.close();
  }

  private boolean countAll(Ranges ranges) throws IOException {
    resident = 0;
    for (int i = 0; i < ranges.size(); i++) {
      long found = presentIn(ranges, i);
      if (found < 0) {
        return false;
      }
      resident += found * pageSize;
    }
    return true;
  }

  private long presentIn(Ranges ranges, int range) throws IOException {
    long sum = 0;
    long first = ranges.start(range) / pageSize;
    long pages = pagesOf(ranges, range);
    for (long page = 0; page < pages; page += entries.length) {
      int found = present(first + page, (int) Math.min(entries.length, pages - page));
      if (found < 0) {
        return found;
      }
      sum += found;
    }
    return sum;
  }

  private long pagesOf(Ranges ranges, int range) {
    return (ranges.end(range) - ranges.start(range)) / pageSize;
  }

  /** Pages of these that are present and anonymous, negative where the file has no such pages. */
  private int present(long firstPage, int pages) throws IOException {
    int length = pages * BYTES_PER_PAGE;
    if (file.read(bytes, 0, length, firstPage * BYTES_PER_PAGE) != length) {
      return -1;
    }
    view.clear();
    view.get(entries, 0, pages); // at once: entry by entry is slow before it is compiled
    int present = 0;
    for (int i = 0; i < pages; i++) {
      if ((entries[i] & (PRESENT | FILE_OR_SHARED)) == PRESENT) {
        present++;
      }
    }
    return present;
  }
}
