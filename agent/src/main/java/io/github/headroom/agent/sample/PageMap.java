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
 * <p>A large range is sampled: evenly spread windows of adjacent pages, from another offset each
 * time. The kernel walks some 250 pages in a microsecond and a call costs one more.
 */
final class PageMap {

  private static final int BYTES_PER_PAGE = 8;
  private static final long PRESENT = 1L << 63;
  private static final long FILE_OR_SHARED = 1L << 61;

  /** Pages of a call. */
  static final int WINDOW = 64;

  private final PolledFile file;
  private final long pageSize;
  private final byte[] bytes = new byte[PolledFile.MOST_AT_ONCE];
  private final LongBuffer view =
      ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asLongBuffer();
  private final long[] entries = new long[bytes.length / BYTES_PER_PAGE];
  private int turn;

  /** What {@link #count} found, bytes; valid only after it said true. */
  long resident;

  PageMap(Path path, long pageSize) {
    this.file = new PolledFile(path);
    this.pageSize = pageSize;
  }

  /**
   * Counts the resident anonymous pages of the ranges, all of them or at most {@code windows}
   * evenly spread samples; false where the file ends early.
   *
   * @throws IOException where there is no such file, or no permission
   */
  boolean count(Ranges ranges, int windows) throws IOException {
    long pages = ranges.bytes() / pageSize;
    resident = 0;
    if (pages <= (long) windows * WINDOW) {
      return countAll(ranges);
    }
    turn++;
    long stride = pages / windows;
    // The golden ratio's multiples are spread evenly: each pass looks elsewhere.
    long offset = (long) ((turn * 0.6180339887498949 % 1) * (stride - WINDOW + 1));
    long looked = 0;
    long present = 0;
    int range = 0;
    long before = 0; // pages of the ranges before this one
    for (int i = 0; i < windows; i++) {
      long page = i * stride + offset;
      while (page - before >= pagesOf(ranges, range)) {
        before += pagesOf(ranges, range++);
      }
      int length = (int) Math.min(WINDOW, pagesOf(ranges, range) - (page - before));
      int found = present(ranges.start(range) / pageSize + page - before, length);
      if (found < 0) {
        return false;
      }
      looked += length;
      present += found;
    }
    resident = Math.round((double) present / looked * pages) * pageSize;
    return true;
  }

  /** As {@link #count}, of every {@code nth} range only, in turns: for many ranges of one kind. */
  boolean countSome(Ranges ranges, int most) throws IOException {
    int step = (ranges.size() + most - 1) / Math.max(most, 1);
    if (step <= 1) {
      resident = 0;
      return countAll(ranges);
    }
    turn++;
    long bytes = 0;
    long present = 0;
    for (int i = turn % step; i < ranges.size(); i += step) {
      long found = presentIn(ranges, i);
      if (found < 0) {
        return false;
      }
      present += found;
      bytes += ranges.end(i) - ranges.start(i);
    }
    resident = Math.round((double) present * pageSize / bytes * ranges.bytes());
    return true;
  }

  void close() {
    file.close();
  }

  private boolean countAll(Ranges ranges) throws IOException {
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
