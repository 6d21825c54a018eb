package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Measures the resident part of the JVM's own areas: heap, code cache, thread stacks, and copies of
 * file pages. The cgroup is charged for resident memory. Committed memory costs nothing before it
 * is touched.
 *
 * <p>/proc/self/maps has their addresses, and {@link PageMap} counts their pages. smaps and
 * smaps_rollup are no source: they walk every page, 10 to 18 ms for each resident GiB, and block
 * mmap meanwhile.
 */
final class ResidentAreas implements Source {

  /**
   * 128 windows of 64 pages: all of a heap of 32 MiB, a sample of a larger one, 0.2 ms at 16 GiB.
   */
  private static final int HEAP_WINDOWS = 128;

  private static final int OTHER_WINDOWS = 128;
  private static final int STACKS = 128;

  /** With more mappings than that, they are read in a part of the passes only. */
  private static final int MAPPINGS_A_PASS = 512;

  /** Up to that many mappings, they are read in every pass in which the heap has grown. */
  private static final int MOST_MAPPINGS_OF_A_HEAP = 4096;

  private static final int HEAP_GROWTH_DIVISOR = 64;

  /** The copies hardly change after start-up, and are a quarter of the counted pages. */
  private static final int PASSES_FOR_COPIES = 8;

  /** The mappings are read at least once in that many passes, even without a sign of change. */
  private static final int PASSES_FOR_MAPPINGS = 6;

  private final PolledFile maps;
  private final PolledFile statm;
  private final PageMap pages;
  private final Mappings mappings;
  private final FileText text;
  private final Digits digits = new Digits();
  private final AgentLog log;
  private @Nullable DiagnosticCommands commands;
  private boolean heapIsKnown;
  private long heapReserved;
  private int passesToSkip;
  private int passesSinceRead;
  private boolean sizesAreKnown;
  private long size;
  private long data;
  private boolean sizesWereKnown;
  private long sizeWhenRead;
  private long dataWhenRead;
  private long heapWhenRead;
  private int pass;
  private boolean copiesAreKnown;
  private long copiesResident;

  /**
   * @param commands report the heap's addresses; without them the heap is not separated
   * @param mostStackBytes see {@link Mappings}
   */
  ResidentAreas(
      Path process,
      long pageSize,
      long mostStackBytes,
      @Nullable DiagnosticCommands commands,
      FileText text,
      AgentLog log) {
    this.maps = new PolledFile(process.resolve("maps"));
    this.statm = new PolledFile(process.resolve("statm"));
    this.pages = new PageMap(process.resolve("pagemap"), pageSize);
    this.mappings = new Mappings(pageSize, mostStackBytes);
    this.commands = commands;
    this.text = text;
    this.log = log;
  }

  @Override
  public void read(Sample into) {
    clear(into, State.ABSENT);
    try {
      findHeap();
      if (heapIsKnown) {
        into.set(Field.HEAP_RESERVED, heapReserved);
      }
      boolean changed = haveChanged();
      if ((passesToSkip-- <= 0 && changed) || heapHasGrown(into)) {
        readMappings();
        passesSinceRead = 0;
        sizesWereKnown = sizesAreKnown;
        sizeWhenRead = size;
        dataWhenRead = data;
        passesToSkip = mappings.lines() / MAPPINGS_A_PASS;
        heapWhenRead = into.known(Field.HEAP_COMMITTED) ? into.value(Field.HEAP_COMMITTED) : 0;
      }
      count(into);
    } catch (IOException e) {
      clear(into, maps.state() == State.ABSENT ? State.ABSENT : State.UNREADABLE);
      passesToSkip = 0; // the mappings may be incomplete
      passesSinceRead = PASSES_FOR_MAPPINGS;
      log.once(
          AgentLog.Level.DEBUG,
          "areas",
          e + "; what is resident of the heap, the code cache and the stacks is not known");
    }
  }

  @Override
  public void close() {
    pages.close();
    maps.close();
    statm.close();
  }

  /**
   * Whether the mappings may have changed since they were read. The sizes of the address space and
   * of its private writable part (the first and the sixth number of statm, proc(5)) show a new or
   * removed mapping, and memory that the JVM commits. Two changes that cancel each other are
   * noticed within {@value #PASSES_FOR_MAPPINGS} passes.
   */
  private boolean haveChanged() {
    sizesAreKnown = readSizes();
    boolean same = sizesAreKnown && sizesWereKnown && size == sizeWhenRead && data == dataWhenRead;
    return !same || ++passesSinceRead >= PASSES_FOR_MAPPINGS;
  }

  /** Reads both sizes; false where statm does not have them. */
  private boolean readSizes() {
    if (statm.read(text) != State.KNOWN) {
      return false;
    }
    int at = 0;
    for (int field = 1; field <= 6; field++) {
      if (!digits.parse(text.bytes, at, text.length)) {
        return false;
      }
      size = field == 1 ? digits.value : size;
      data = digits.value;
      at = digits.end + 1;
    }
    return true;
  }

  /** Whether the known mappings of the heap are too old: Shenandoah has thousands of them. */
  private boolean heapHasGrown(Sample now) {
    return mappings.lines() <= MOST_MAPPINGS_OF_A_HEAP
        && now.known(Field.HEAP_COMMITTED)
        && now.value(Field.HEAP_COMMITTED) > heapWhenRead + heapWhenRead / HEAP_GROWTH_DIVISOR;
  }

  /** Sets the areas. An area without a mapping stays absent: its size is not known to be 0. */
  private void count(Sample into) throws IOException {
    countHeap(into);
    if (isThere(mappings.code) && pages.count(mappings.code, OTHER_WINDOWS)) {
      into.set(Field.CODE_RESIDENT, pages.resident);
    }
    if (isThere(mappings.stacks) && pages.countSome(mappings.stacks, STACKS)) {
      into.set(Field.STACKS_RESIDENT, pages.resident);
    }
    if (isThere(mappings.tables) && pages.count(mappings.tables, OTHER_WINDOWS)) {
      into.set(Field.TABLES_RESIDENT, pages.resident);
    }
    if (pass++ % PASSES_FOR_COPIES == 0) {
      copiesAreKnown = isThere(mappings.copies) && pages.count(mappings.copies, OTHER_WINDOWS);
      copiesResident = pages.resident;
    }
    if (copiesAreKnown) {
      into.set(Field.FILE_COPIES_RESIDENT, copiesResident);
    }
  }

  private void countHeap(Sample into) throws IOException {
    if (mappings.sharedHeap()) {
      if (into.known(Field.HEAP_COMMITTED)) {
        // ZGC allocates the file's pages on commit, so the cgroup is charged for all committed
        // memory.
        Field heap = mappings.hugeSharedHeap() ? Field.HEAP_HUGETLB : Field.HEAP_SHMEM;
        into.set(heap, into.value(Field.HEAP_COMMITTED));
      }
      return;
    }
    if (isThere(mappings.heap) && pages.count(mappings.heap, HEAP_WINDOWS)) {
      into.set(Field.HEAP_RESIDENT, pages.resident);
    }
    if (isThere(mappings.hugeHeap) && pages.count(mappings.hugeHeap, HEAP_WINDOWS)) {
      into.set(Field.HEAP_HUGETLB, pages.resident);
    }
  }

  private static boolean isThere(Ranges area) {
    return area.size() > 0;
  }

  /** Finds the heap's addresses, once: the heap does not move. */
  private void findHeap() {
    DiagnosticCommands door = commands;
    if (door == null) {
      return;
    }
    try {
      HeapRange range = new HeapRange();
      boolean found = range.parse(door.run("GC.heap_info"));
      commands = null; // ZGC prints no range, also later
      if (found) {
        heapIsKnown = true;
        heapReserved = range.end - range.start;
        mappings.heapRange(range.start, range.end);
        passesSinceRead = PASSES_FOR_MAPPINGS; // read without the heap's addresses so far
      }
    } catch (ReflectiveOperationException e) {
      log.once(
          AgentLog.Level.DEBUG,
          "heap",
          "GC.heap_info failed (" + Printable.thrown(e) + "); the heap has no area of its own");
    }
  }

  private void readMappings() throws IOException {
    mappings.clear();
    long position = 0;
    while (maps.read(text, position) == State.KNOWN && text.length > 0) {
      int taken = mappings.take(text.bytes, text.length);
      if (taken == 0) {
        break; // the rest of a line that was cut off
      }
      position += taken;
    }
    if (maps.state() != State.KNOWN) {
      throw new IOException(maps.failure());
    }
    mappings.end();
  }

  private static void clear(Sample into, State state) {
    into.set(Field.HEAP_RESIDENT, state);
    into.set(Field.HEAP_SHMEM, state);
    into.set(Field.HEAP_HUGETLB, state);
    into.set(Field.HEAP_RESERVED, state);
    into.set(Field.CODE_RESIDENT, state);
    into.set(Field.STACKS_RESIDENT, state);
    into.set(Field.TABLES_RESIDENT, state);
    into.set(Field.FILE_COPIES_RESIDENT, state);
  }
}
