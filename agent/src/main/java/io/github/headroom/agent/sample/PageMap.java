package io.github.headroom.agent.sample;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;

/**
 * Counts resident anonymous pages with /proc/self/pagemap (admin-guide/mm/pagemap.rst). It has
 * eight bytes per page: bit 63 is set for a present page, bit 61 for a page of a file or of shared
 * memory. A process may read its own without privilege. The page numbers, which need a privilege,
 * are not used.
 *
 * <p>Large ranges are sampled: evenly spread windows of adjacent pages, different ones each time.
 * The kernel walks about 250 pages per microsecond, and a call costs one more microsecond.
 */
final class PageMap {

  private static final int BYTES_PER_PAGE = 8;
  private static final long PRESENT = 1L << 63;
  private static final long FILE_OR_SHARED = 1L << 61;

  /** Pages per call. */
  static final int WINDOW = 64;

  /** Ranges are counted in full up to that many per window of a sample. */
  private static final int RANGES_A_WINDOW = 2;

  private final PolledFile file;
  private final long pageSize;
  private final byte[] bytes = new byte[PolledFile.MOST_AT_ONCE];
  private final LongBuffer view =
      ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asLongBuffer();
  private final long[] entries = new long[bytes.length / BYTES_PER_PAGE];
  private long turn;

  /** The result of {@link #count}, bytes; valid after it returned true. */
  long resident;

  PageMap(Path path, long pageSize) {
    this.file = new PolledFile(path);
    this.pageSize = pageSize;
  }

  /**
   * Counts the resident anonymous pages of the ranges: all pages, or a sample of {@code windows}
   * where there are many.
   *
   * @return false where the file ends early
   * @throws IOException there is no such file, or no permission
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
   * Counts a sample of pages: a random page in each of the equal shares, and the window that
   * contains it. Windows start at the beginning of their range, so each page has the same
   * probability, whatever the length of its range.
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

  /**
   * A number from 0 to below 1. The multiples of the golden ratio are evenly spread and do not
   * repeat.
   */
  private double fraction() {
    return ((++turn * 0x9E3779B97F4A7C15L) >>> 11) * 0x1p-53;
  }

  /**
   * Counts only every {@code nth} range, in turns: for many ranges of one kind. See {@link #count}.
   */
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

  /** The number of present anonymous pages; negative where the file has no such pages. */
  private int present(long firstPage, int pages) throws IOException {
    int length = pages * BYTES_PER_PAGE;
    if (file.read(bytes, 0, length, firstPage * BYTES_PER_PAGE) != length) {
      return -1;
    }
    view.clear();
    view.get(entries, 0, pages); // in one call: single reads are slow before they are compiled
    int present = 0;
    for (int i = 0; i < pages; i++) {
      if ((entries[i] & (PRESENT | FILE_OR_SHARED)) == PRESENT) {
        present++;
      }
    }
    return present;
  }
}
