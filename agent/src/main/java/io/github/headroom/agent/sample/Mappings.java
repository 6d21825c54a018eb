package io.github.headroom.agent.sample;

import java.nio.charset.StandardCharsets;

/**
 * Finds the JVM's own areas in /proc/self/maps (proc_pid_maps(5)), by the forms that HotSpot gives
 * them:
 *
 * <pre>
 * f0000000-f0800000 rw-p 00000000 00:00 0                  in the heap's range: heap, committed
 * 7f7aed400000-7f7aed670000 rwxp 00000000 00:00 0          writable and executable: code cache
 * 7f7aec7fe000-7f7aec802000 ---p 00000000 00:00 0          a few pages of guard,
 * 7f7aec802000-7f7aec8fe000 rw-p 00000000 00:00 0          then a thread's stack
 * 7f7a97000000-7f7a97bc7000 rw-p 00001000 fe:00 328258     private mapping of a file (CDS archive,
 *  /usr/lib/jvm/.../classes.jsa                          libraries): holds copies of written pages
 * 40000000000-40010000000 rw-s 00000000 00:01 31964        ZGC's heap
 *  /memfd:java_heap (deleted)
 * f8000000-100000000 rw-p 00000000 00:11 33235             in the heap's range: a heap of explicit
 *  /anon_hugepage (deleted)                              huge pages; elsewhere code or tables
 * </pre>
 *
 * Mappings of malloc and of the collector have the same form. But the JVM maps the collector's
 * tables during start-up, directly after the code cache, and the kernel assigns addresses
 * downwards. So the tables are above the code cache, and later mappings are mostly below it.
 *
 * <p>Explicit huge pages (hugetlbpage.rst) belong to no area except the heap: the cgroup is not
 * charged for them.
 */
final class Mappings {

  /** HotSpot guards a stack with at most four pages, glibc with one. */
  private static final int MOST_GUARD_PAGES = 8;

  /** glibc aligns the arenas of malloc to their size (HEAP_MAX_SIZE, malloc/arena.c). */
  private static final long ARENA_BYTES = 64 << 20;

  /** More class archives than a JVM maps: the JDK's, the application's, that of a code cache. */
  private static final int ARCHIVES = 16;

  private static final byte[] ZGC_HEAP = ascii("/memfd:java_heap");
  private static final byte[] ZGC_HUGE_HEAP = ascii("/memfd:java_heap.hugetlb");

  /** The name of anonymous memory of explicit huge pages (fs/hugetlbfs/inode.c). */
  private static final byte[] HUGE_PAGES = ascii("/anon_hugepage");

  /** A heap in System V shared memory: -XX:+UseSHM before JDK 21, only with explicit huge pages. */
  private static final byte[] SYSTEM_V = ascii("/SYSV");

  final Ranges heap = new Ranges();

  /** The part of the heap's range that consists of explicit huge pages. */
  final Ranges hugeHeap = new Ranges();

  final Ranges code = new Ranges();
  final Ranges stacks = new Ranges();
  final Ranges copies = new Ranges();

  /** Mappings above the code cache at the first read, including reserved space. */
  final Ranges tables = new Ranges();

  /** Adjacent writable mappings of one file. */
  private final Ranges run = new Ranges();

  private final long[] archives = new long[ARCHIVES];
  private int archivesKnown;

  private final long pageSize;
  private final long mostStackBytes;
  private long heapStart;
  private long heapEnd;
  private boolean sharedHeap;
  private boolean hugeSharedHeap;
  private int lines;
  private long guardEnd;
  private long tableEnd;
  private long codeEnd;
  private long runFile;
  private boolean runIsOfALibrary;
  private boolean startIsOver;

  // The parser's position.
  private byte[] bytes = {};
  private int at;
  private int limit;
  private long number;

  /**
   * @param mostStackBytes the largest stack of a thread. Some kernels merge a stack with the
   *     mapping above it; no more than this counts as stack
   */
  Mappings(long pageSize, long mostStackBytes) {
    this.pageSize = pageSize;
    this.mostStackBytes = mostStackBytes;
  }

  /** Sets the heap's addresses. Without them there are no {@link #heap} ranges. */
  void heapRange(long start, long end) {
    heapStart = start;
    heapEnd = end;
  }

  void clear() {
    heap.clear();
    hugeHeap.clear();
    code.clear();
    stacks.clear();
    copies.clear();
    run.clear();
    sharedHeap = false;
    hugeSharedHeap = false;
    if (!startIsOver) { // an interrupted first read starts again
      tables.clear();
      archivesKnown = 0;
    }
    tableEnd = 0;
    lines = 0;
    guardEnd = 0;
    codeEnd = 0;
    runFile = 0;
  }

  /** Ends the file. What the JVM maps during start-up does not move; later mappings are others. */
  void end() {
    endOfRun();
    startIsOver = true;
  }

  /** Whether the heap is a file in memory (ZGC), which is charged as shared memory. */
  boolean sharedHeap() {
    return sharedHeap;
  }

  /** Whether a {@link #sharedHeap} consists of explicit huge pages. */
  boolean hugeSharedHeap() {
    return hugeSharedHeap;
  }

  /** Mappings since {@link #clear()}. */
  int lines() {
    return lines;
  }

  /**
   * Takes the whole lines of a piece of the file; call it in the file's order. A line of another
   * form is ignored.
   *
   * @return the number of bytes of these lines; the rest belongs to the next piece
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
    long file = file();
    long guardBefore = guardEnd;
    long tableBefore = tableEnd;
    guardEnd = 0;
    tableEnd = 0;
    if (file != runFile) {
      endOfRun();
      runFile = file;
    }
    boolean inHeap = start < heapEnd && end > heapStart;
    if (!isPrivate) {
      if (writable && startsWith(ZGC_HEAP)) {
        sharedHeap = true;
        hugeSharedHeap |= startsWith(ZGC_HUGE_HEAP);
      } else if (inHeap && startsWith(SYSTEM_V)) {
        hugeHeap.add(start, end);
      }
    } else if (startsWith(HUGE_PAGES)) {
      if (inHeap) {
        hugeHeap.add(start, end);
      } else if (executable) {
        codeEnd = end;
      }
    } else if (inHeap) {
      if (writable) {
        heap.add(Math.max(start, heapStart), Math.min(end, heapEnd));
      }
    } else if (file != 0) {
      runIsOfALibrary |= !writable;
      if (!executable) {
        run.add(start, end);
      }
    } else if (writable && executable) {
      code.add(start, end);
      codeEnd = end;
    } else if (writable && (start == guardBefore || isMainStack())) {
      stacks.add(start, isMainStack() ? end : Math.min(end, start + mostStackBytes));
    } else if (writable) {
      table(start, end);
    } else if (!readable && end - start <= MOST_GUARD_PAGES * pageSize) {
      guardEnd = end;
    } else if (!readable && start == tableBefore) {
      table(start, end); // reserved for tables that are committed when the heap grows
    }
  }

  private void table(long start, long end) {
    boolean aboveTheCode = codeEnd > 0 && start >= codeEnd;
    if (!startIsOver && aboveTheCode && start % ARENA_BYTES != 0) {
      tables.add(start, end);
      tableEnd = end;
    }
  }

  /**
   * Ends the mappings of one file. A library's data is mapped next to its code, which is not
   * writable. Class archives are only writable, and mapped from the start. Other files are mapped
   * by the application (FileChannel.MapMode.PRIVATE), and their copies belong to it.
   */
  private void endOfRun() {
    if (run.size() > 0 && (runIsOfALibrary || isArchive(runFile))) {
      for (int i = 0; i < run.size(); i++) {
        copies.add(run.start(i), run.end(i));
      }
    }
    run.clear();
    runIsOfALibrary = false;
  }

  private boolean isArchive(long file) {
    for (int i = 0; i < archivesKnown; i++) {
      if (archives[i] == file) {
        return true;
      }
    }
    if (startIsOver || archivesKnown == ARCHIVES) {
      return false;
    }
    archives[archivesKnown++] = file;
    return true;
  }

  /**
   * An identity of the file from its device and inode; 0 where there is none. Stops at the file's
   * name.
   */
  private long file() {
    long sum = 1;
    while (at < limit && bytes[at] != ' ') {
      sum = sum * 31 + bytes[at++];
    }
    nextField();
    boolean none = at < limit && bytes[at] == '0';
    while (at < limit && bytes[at] != ' ') {
      sum = sum * 31 + bytes[at++];
    }
    nextField();
    return none ? 0 : sum;
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

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  /** Parses a hexadecimal number of at most 63 bits. */
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
