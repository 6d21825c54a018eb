package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.headroom.agent.log.CapturedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of 4 KiB pages whose addresses end at 0x90000. */
class ResidentAreasTest {

  private static final int PAGE = 4096;
  private static final long PRESENT = 1L << 63;
  private static final int PAGES = 0x90;

  private static final String HEAP =
      "00010000-00020000 rw-p 00000000 00:00 0 \n00020000-00030000 ---p 00000000 00:00 0 \n";
  private static final String CODE = "00040000-00044000 rwxp 00000000 00:00 0 \n";
  private static final String STACK =
      "00050000-00054000 ---p 00000000 00:00 0 \n00054000-00060000 rw-p 00000000 00:00 0 \n";
  private static final String COPIES = "00070000-00074000 rw-p 00000000 fe:00 12 /lib/libc.so.6\n";
  private static final String TABLES = "00080000-00084000 rw-p 00000000 00:00 0 \n";
  private static final String ALL = HEAP + CODE + STACK + COPIES + TABLES;
  private static final String NOTHING =
      "heap -, shared heap -, code -, stacks -, tables -, copies -";

  @TempDir private Path process;
  private final CapturedLog logged = new CapturedLog();
  private final Sample sample = new Sample();
  private final long[] pages = new long[PAGES];
  private @Nullable DiagnosticCommands commands = commands("heapAt10000");

  ResidentAreasTest() {
    present(0x10, 5);
    present(0x40, 3);
    present(0x54, 7);
    present(0x70, 2);
    present(0x80, 4);
  }

  @Test
  void eachAreaIsWhatIsResidentOfIt() throws IOException {
    maps(ALL);
    pagemap(PAGES);
    assertEquals("heap 5, shared heap -, code 3, stacks 7, tables 4, copies 2", text());
    assertEquals(0x20000, sample.value(Field.HEAP_RESERVED));
  }

  @Test
  void theHeapIsAbsentWithoutItsAddresses() throws IOException {
    commands = null;
    maps(ALL);
    pagemap(PAGES);
    assertEquals("heap -, shared heap -, code 3, stacks 7, tables 4, copies 2", text());
    assertEquals(State.ABSENT, sample.state(Field.HEAP_RESERVED));
  }

  @Test
  void aCommandThatFailsLeavesOnlyTheHeapOut() throws IOException {
    commands = commands("fail");
    maps(ALL);
    pagemap(PAGES);
    assertEquals("heap -, shared heap -, code 3, stacks 7, tables 4, copies 2", text());
  }

  @Test
  void aSharedHeapIsAllThatIsCommitted() throws IOException {
    commands = commands("zgc");
    maps("00010000-00020000 rw-s 00000000 00:01 9 /memfd:java_heap (deleted)\n" + CODE);
    pagemap(PAGES);
    sample.set(Field.HEAP_COMMITTED, 16 * PAGE);
    assertEquals("heap -, shared heap 16, code 3, stacks -, tables -, copies -", text());
  }

  @Test
  void aHeapOfExplicitHugePagesIsNotWhatTheCgroupIsChargedFor() throws IOException {
    maps("00010000-00030000 rw-p 00000000 00:11 9 /anon_hugepage (deleted)\n" + CODE);
    pagemap(PAGES);
    assertEquals("heap -, shared heap -, code 3, stacks -, tables -, copies -", text());
    assertEquals(5 * PAGE, sample.value(Field.HEAP_HUGETLB));
  }

  @Test
  void neitherIsASharedHeapOfThem() throws IOException {
    commands = commands("zgc");
    maps("00010000-00020000 rw-s 00000000 00:11 9 /memfd:java_heap.hugetlb (deleted)\n" + CODE);
    pagemap(PAGES);
    sample.set(Field.HEAP_COMMITTED, 16 * PAGE);
    assertEquals("heap -, shared heap -, code 3, stacks -, tables -, copies -", text());
    assertEquals(16 * PAGE, sample.value(Field.HEAP_HUGETLB));
  }

  @Test
  void anAreaWithoutAMappingIsNotKnown() throws IOException {
    maps(HEAP + STACK);
    pagemap(PAGES);
    assertEquals("heap 5, shared heap -, code -, stacks 7, tables -, copies -", text());
  }

  @Test
  void withoutMapsNothingIsKnown() throws IOException {
    pagemap(PAGES);
    assertEquals(NOTHING, text());
    assertEquals(State.ABSENT, sample.state(Field.CODE_RESIDENT));
  }

  @Test
  void emptyMapsGiveNoFigures() throws IOException {
    maps("");
    pagemap(PAGES);
    assertEquals(NOTHING, text());
  }

  @Test
  void garbageInMapsGivesNoFigures() throws IOException {
    maps("Segmentation fault\n\n-rwxp\n0004000g-00044000 rwxp 00000000 00:00 0 \n");
    pagemap(PAGES);
    assertEquals(NOTHING, text());
  }

  @Test
  void truncatedMapsGiveTheWholeLines() throws IOException {
    maps(HEAP + CODE.substring(0, CODE.length() - 1));
    pagemap(PAGES);
    assertEquals("heap 5, shared heap -, code -, stacks -, tables -, copies -", text());
  }

  @Test
  void mapsThatCannotBeReadAreTriedAgain() throws IOException {
    Files.createDirectory(process.resolve("maps")); // opening one fails for root, too
    pagemap(PAGES);
    ResidentAreas areas = areas();
    areas.read(sample);
    assertEquals(State.UNREADABLE, sample.state(Field.CODE_RESIDENT));
    Files.delete(process.resolve("maps"));
    maps(ALL);
    areas.read(sample);
    assertEquals("heap 5, shared heap -, code 3, stacks 7, tables 4, copies 2", figures());
    areas.close();
  }

  @Test
  void withoutAPagemapNothingIsKnown() throws IOException {
    maps(ALL);
    assertEquals(NOTHING, text());
    assertEquals(State.UNREADABLE, sample.state(Field.CODE_RESIDENT));
  }

  @Test
  void aPagemapThatAppearsIsReadByTheNextPass() throws IOException {
    maps(ALL);
    ResidentAreas areas = areas();
    areas.read(sample);
    pagemap(PAGES);
    areas.read(sample);
    assertEquals("heap 5, shared heap -, code 3, stacks 7, tables 4, copies 2", figures());
    areas.close();
  }

  @Test
  void anEmptyPagemapGivesNoFigures() throws IOException {
    maps(ALL);
    pagemap(0);
    assertEquals(NOTHING, text());
  }

  @Test
  void aTruncatedPagemapGivesTheAreasBeforeItsEnd() throws IOException {
    maps(ALL);
    pagemap(0x58);
    assertEquals("heap 5, shared heap -, code 3, stacks -, tables -, copies -", text());
  }

  @Test
  void mappingsAreReadAgainWhenTheAddressSpaceOrWhatIsWritableOfItHasChanged() throws IOException {
    ResidentAreas areas = areas();
    pagemap(PAGES);
    statm(900, 500);
    maps(HEAP);
    areas.read(sample);
    assertEquals("-", pages(Field.CODE_RESIDENT));
    maps(HEAP + CODE);
    areas.read(sample);
    assertEquals("-", pages(Field.CODE_RESIDENT), "nothing shows that they have changed");
    statm(900, 504);
    areas.read(sample);
    assertEquals("3", pages(Field.CODE_RESIDENT));
    maps(HEAP + CODE + STACK);
    statm(912, 504);
    areas.read(sample);
    assertEquals("7", pages(Field.STACKS_RESIDENT));
    areas.close();
  }

  @Test
  void mappingsAreReadAgainInTheSixthPassWhateverIsLogged() throws IOException {
    ResidentAreas areas = areas();
    pagemap(PAGES);
    statm(900, 500);
    maps(HEAP);
    areas.read(sample);
    maps(HEAP + CODE);
    for (int pass = 1; pass <= 5; pass++) {
      areas.read(sample);
      assertEquals("-", pages(Field.CODE_RESIDENT));
    }
    areas.read(sample);
    assertEquals("3", pages(Field.CODE_RESIDENT));
    areas.close();
  }

  @Test
  void mappingsAreReadInEachPassWhereStatmIsGarbage() throws IOException {
    ResidentAreas areas = areas();
    pagemap(PAGES);
    Files.writeString(process.resolve("statm"), "900 70");
    maps(HEAP);
    areas.read(sample);
    maps(HEAP + CODE);
    areas.read(sample);
    assertEquals("3", pages(Field.CODE_RESIDENT));
    areas.close();
  }

  @Test
  void copiesOfFilePagesAreCountedInOnePassOfEight() throws IOException {
    maps(ALL);
    pagemap(PAGES);
    ResidentAreas areas = areas();
    areas.read(sample);
    present(0x70, 4);
    pagemap(PAGES);
    for (int pass = 1; pass < 8; pass++) {
      areas.read(sample);
      assertEquals(2 * PAGE, sample.value(Field.FILE_COPIES_RESIDENT));
    }
    areas.read(sample);
    assertEquals(4 * PAGE, sample.value(Field.FILE_COPIES_RESIDENT));
    areas.close();
  }

  private void present(int first, int count) {
    java.util.Arrays.fill(pages, first, first + count, PRESENT);
  }

  private void statm(int size, int data) throws IOException {
    Files.writeString(process.resolve("statm"), size + " 70 30 1 0 " + data + " 0\n");
  }

  private void maps(String text) throws IOException {
    Files.writeString(process.resolve("maps"), text);
  }

  private void pagemap(int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count * 8).order(ByteOrder.nativeOrder());
    bytes.asLongBuffer().put(pages, 0, count);
    Files.write(process.resolve("pagemap"), bytes.array());
  }

  private ResidentAreas areas() {
    return new ResidentAreas(process, PAGE, 2 << 20, commands, new FileText(), logged.log());
  }

  /** The figures of one pass, in pages. */
  private String text() {
    ResidentAreas areas = areas();
    areas.read(sample);
    areas.close();
    assertFalse(logged.text().contains("WARN"), logged::text);
    return figures();
  }

  private String figures() {
    return "heap "
        + pages(Field.HEAP_RESIDENT)
        + ", shared heap "
        + pages(Field.HEAP_SHMEM)
        + ", code "
        + pages(Field.CODE_RESIDENT)
        + ", stacks "
        + pages(Field.STACKS_RESIDENT)
        + ", tables "
        + pages(Field.TABLES_RESIDENT)
        + ", copies "
        + pages(Field.FILE_COPIES_RESIDENT);
  }

  private String pages(Field field) {
    return sample.known(field) ? Long.toString(sample.value(field) / PAGE) : "-";
  }

  private static DiagnosticCommands commands(String answer) {
    try {
      var method = Answers.class.getDeclaredMethod(answer, String.class);
      return new DiagnosticCommands(new Answers(), method, false);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  /** In place of the JVM's commands. */
  static final class Answers {

    String heapAt10000(String command) {
      assertEquals("GC.heap_info", command);
      return " def new generation   total 64K, used 20K [0x0000000000010000, 0x0000000000020000,"
          + " 0x0000000000030000)\n";
    }

    String zgc(String command) {
      assertEquals("GC.heap_info", command);
      return " ZHeap           used 20M, capacity 64M, max capacity 256M\n";
    }

    String fail(String command) {
      throw new IllegalStateException(command);
    }
  }
}
