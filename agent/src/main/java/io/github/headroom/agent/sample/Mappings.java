package io.github.headroom.agent.sample;

/**
 * What /proc/self/maps tells of the JVM's own areas (proc_pid_maps(5)), by the shapes that HotSpot
 * gives them:
 *
 * <pre>
 * f0000000-f0800000 rw-p 00000000 00:00 0                  in the heap's range: heap, committed
 * 7f7aed400000-7f7aed670000 rwxp 00000000 00:00 0          writable and executable: code cache
 * 7f7aec7fe000-7f7aec802000 ---p 00000000 00:00 0          a few pages of guard,
 * 7f7aec802000-7f7aec8fe000 rw-p 00000000 00:00 0          then a thread's stack
 * 7f7a97000000-7f7a97bc7000 rw-p 00001000 fe:00 328258     private mapping of a file (CDS archive,
 *    /usr/lib/jvm/.../classes.jsa                          libraries): holds copies of written pages
 * 40000000000-40010000000 rw-s 00000000 00:01 31964        ZGC's heap
 *    /memfd:java_heap (deleted)
 * </pre>
 *
 * What malloc and the collector have mapped looks alike. But the JVM maps the collector's tables
 * while it starts, right after the code cache, and the kernel goes downwards: they lie above it,
 * and what is mapped later mostly below.
 */
final class Mappings {

  /** HotSpot guards a stack with four pages at most, glibc with one. */
  private static final int MOST_GUARD_PAGES = 8;

  /** glibc aligns the arenas of malloc to their size (HEAP_MAX_SIZE, malloc/arena.c). */
  private static final long ARENA_BYTES = 64 << 20;

  private static final byte[] JAVA_HEAP = {
    '/', 'm', 'e', 'm', 'f', 'd', ':', 'j', 'a', 'v', 'a', '_', 'h', 'e', 'a', 'p'
  };

  final Ranges heap = new Ranges(128);
  final Ranges code = new Ranges(32);
  final Ranges stacks = new Ranges(1024);
  final Ranges copies = new Ranges(256);

  /** What was mapped above the code cache when it was first looked, with room to be committed. */
  final Ranges tables = new Ranges(128);

  private final long pageSize;
  private final long mostStackBytes;
  private long heapStart;
  private long heapEnd;
  private boolean sharedHeap;
  private int lines;
  private long guardEnd;
  private long tableEnd;
  private boolean tablesFound;

  // Where the parser is.
  private byte[] bytes = {};
  private int at;
  private int limit;
  private long number;

  /**
   * @param mostStackBytes the largest stack of a thread: on kernels that merge a stack with what is
   *     mapped above it, no more than this is taken for stack
   */
  Mappings(long pageSize, long mostStackBytes) {
    this.pageSize = pageSize;
    this.mostStackBytes = mostStackBytes;
  }

  /** Says where the heap is; without it there are no {@link #heap} ranges. */
  void heapRange(long start, long end) {
    heapStart = start;
    heapEnd = end;
  }

  void clear() {
    heap.clear();
    code.clear();
    stacks.clear();
    copies.clear();
    sharedHeap = false;
    lines = 0;
    guardEnd = 0;
  }

  /** Takes nothing more for the collector's tables: these do not move, others may come. */
  void tablesFound() {
    tablesFound = true;
  }

  /** Whether the heap is a file in memory (ZGC): charged as shared memory, not as anonymous. */
  boolean sharedHeap() {
    return sharedHeap;
  }

  /** Mappings seen since {@link #clear()}. */
  int lines() {
    return lines;
  }

  /**
   * Takes the whole lines of a piece of the file, in its order, and tells how many bytes they were;
   * the rest belongs to the next piece. A line of another shape is passed over.
   */
  int take(byte[] from, int length) {
    bytes = from;
    int begin = 0;
    for (int i = 0; i < length; i++) {
      if (from[i] == '\n') {
        at = begin;
        limit = i;
        line();
        begin = i + 1;
      }
    }
    return begin;
  }

  private void line() {
    lines++;
    boolean address = hex() && skip('-');
    long start = number;
    if (!address || !hex() || !skip(' ') || limit - at < 5) {
      guardEnd = 0;
      return;
    }
    long end = number;
    boolean readable = bytes[at] == 'r';
    boolean writable = bytes[at + 1] == 'w';
    boolean executable = bytes[at + 2] == 'x';
    boolean isPrivate = bytes[at + 3] == 'p';
    at += 4;
    nextField(); // the offset
    nextField(); // the device
    nextField(); // the inode
    boolean anonymous = at < limit && bytes[at] == '0';
    nextField(); // the name
    long guardBefore = guardEnd;
    long tableBefore = tableEnd;
    guardEnd = 0;
    tableEnd = 0;
    if (!isPrivate) {
      sharedHeap |= writable && startsWith(JAVA_HEAP);
    } else if (start < heapEnd && end > heapStart) {
      if (writable) {
        heap.add(Math.max(start, heapStart), Math.min(end, heapEnd));
      }
    } else if (!anonymous) {
      if (!executable) {
        copies.add(start, end);
      }
    } else if (writable && executable) {
      code.add(start, end);
    } else if (writable && (start == guardBefore || isMainStack())) {
      stacks.add(start, isMainStack() ? end : Math.min(end, start + mostStackBytes));
    } else if (writable) {
      table(start, end);
    } else if (!readable && end - start <= MOST_GUARD_PAGES * pageSize) {
      guardEnd = end;
    } else if (!readable && start == tableBefore) {
      table(start, end); // reserved for what is committed when the heap grows
    }
  }

  private void table(long start, long end) {
    boolean aboveTheCode = code.size() > 0 && start >= code.end(code.size() - 1);
    if (!tablesFound && aboveTheCode && start % ARENA_BYTES != 0) {
      tables.add(start, end);
      tableEnd = end;
    }
  }

  private boolean isMainStack() {
    return at + 2 < limit && bytes[at] == '[' && bytes[at + 1] == 's' && bytes[at + 2] == 't';
  }

  private boolean startsWith(byte[] name) {
    if (limit - at < name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (bytes[at + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private void nextField() {
    while (at < limit && bytes[at] != ' ') {
      at++;
    }
    while (at < limit && bytes[at] == ' ') {
      at++;
    }
  }

  private boolean skip(char expected) {
    if (at < limit && bytes[at] == expected) {
      at++;
      return true;
    }
    return false;
  }

  /** A hexadecimal number of at most 63 bits. */
  private boolean hex() {
    int first = at;
    long sum = 0;
    while (at < limit) {
      int c = bytes[at];
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0 || at - first >= 16) {
        break;
      }
      sum = (sum << 4) + digit;
      at++;
    }
    number = sum;
    return at > first && sum >= 0;
  }
}
