package io.github.headroom.agent.sample;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingsTest {

  private final Mappings mappings = new Mappings(4096, 2 << 20);

  @Test
  void areasOfJdk17WithG1() throws IOException {
    mappings.heapRange(0xf0000000L, 0x100000000L);
    take(captured("/maps/jdk-17-g1.txt"));
    assertEquals(10 << 20, mappings.heap.bytes(), "GC.heap_info printed total 10240K");
    assertEquals(3 * 0x270000L, mappings.code.bytes(), "the three segments' committed parts");
    assertEquals(20, mappings.stacks.size(), "19 threads with a guard, and the launcher's");
    assertFalse(mappings.sharedHeap());
    assertEquals(199, mappings.lines());
    assertEquals(0xbc7000, mappings.copies.end(2) - mappings.copies.start(2), "classes.jsa");
  }

  @Test
  void areasOfJdk25WithSerial() throws IOException {
    mappings.heapRange(0xf0000000L, 0x100000000L);
    take(captured("/maps/jdk-25-serial.txt"));
    assertEquals(256 << 20, mappings.heap.bytes(), "joined into one mapping");
    assertEquals(3 * 0x270000L, mappings.code.bytes());
  }

  @Test
  void theHeapOfZgcIsShared() throws IOException {
    take(captured("/maps/jdk-25-zgc.txt"));
    assertTrue(mappings.sharedHeap());
    assertEquals(0, mappings.heap.size());
  }

  @Test
  void onlyWhatLiesInTheHeapsRangeIsHeap() {
    mappings.heapRange(0x2000, 0x4000);
    take("00001000-00005000 rw-p 00000000 00:00 0 \n");
    assertEquals("2000-4000", text(mappings.heap));
  }

  @Test
  void withoutTheHeapsRangeNothingIsHeap() {
    take("f0000000-100000000 rw-p 00000000 00:00 0 \n");
    assertEquals("", text(mappings.heap));
  }

  @Test
  void aStackLiesRightAboveAFewPagesOfGuard() {
    take("10000-14000 ---p 00000000 00:00 0 \n14000-20000 rw-p 00000000 00:00 0 \n");
    assertEquals("14000-20000", text(mappings.stacks));
  }

  @Test
  void whatLiesAboveALargeReservationIsNoStack() {
    take("10000-20000 ---p 00000000 00:00 0 \n20000-30000 rw-p 00000000 00:00 0 \n");
    assertEquals("", text(mappings.stacks));
  }

  @Test
  void whatIsFarAboveAGuardIsNoStack() {
    take("10000-14000 ---p 00000000 00:00 0 \n15000-20000 rw-p 00000000 00:00 0 \n");
    assertEquals("", text(mappings.stacks));
  }

  @Test
  void whatTheKernelJoinedToAStackIsNotTakenForIt() {
    take("10000-14000 ---p 00000000 00:00 0 \n14000-4000000 rw-p 00000000 00:00 0 \n");
    assertEquals("14000-214000", text(mappings.stacks));
  }

  @Test
  void mainsOwnStackHasAName() {
    take("7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0                          [stack]\n");
    assertEquals("7ffc00000000-7ffc00021000", text(mappings.stacks));
  }

  @Test
  void whatIsMappedAboveTheCodeCacheIsTheCollectors() {
    take("1000-2000 rw-p 0 00:00 0 \n5000-6000 rwxp 0 00:00 0 \n7000-8000 rw-p 0 00:00 0 \n");
    assertEquals("7000-8000", text(mappings.tables));
  }

  @Test
  void whatIsReservedForItsGrowthBelongsToIt() {
    take("5000-6000 rwxp 0 00:00 0 \n7000-8000 rw-p 0 00:00 0 \n8000-20000 ---p 0 00:00 0 \n");
    assertEquals("7000-20000", text(mappings.tables));
  }

  @Test
  void anArenaOfMallocAboveTheCodeCacheDoesNot() {
    take("5000-6000 rwxp 0 00:00 0 \n4000000-4021000 rw-p 0 00:00 0 \n");
    assertEquals("", text(mappings.tables));
  }

  @Test
  void whatIsMappedThereLaterDoesNot() {
    take("5000-6000 rwxp 0 00:00 0 \n7000-8000 rw-p 0 00:00 0 \n");
    mappings.clear();
    take("5000-6000 rwxp 0 00:00 0 \n7000-8000 rw-p 0 00:00 0 \na000-b000 rw-p 0 00:00 0 \n");
    assertEquals("7000-8000", text(mappings.tables));
  }

  @Test
  void theDataOfALibraryMayHoldCopies() {
    mappings.end();
    take(
        """
        1000-2000 r--p 0 fe:00 12 /lib/libx.so
        2000-3000 r-xp 0 fe:00 12 /lib/libx.so
        3000-4000 rw-p 0 fe:00 12 /lib/libx.so
        """);
    assertEquals("1000-2000 3000-4000", text(mappings.copies));
  }

  @Test
  void anArchiveOfClassesMayHoldCopies() {
    String archive = "1000-2000 rw-p 00000000 fe:00 12 /app/classes.jsa\n";
    take(archive);
    assertEquals("1000-2000", text(mappings.copies));
    mappings.clear();
    take(archive);
    assertEquals("1000-2000", text(mappings.copies), "later, too");
  }

  @Test
  void aFileThatTheApplicationHasMappedPrivateIsNotTheJvms() {
    take("1000-2000 rw-p 00000000 fe:00 12 /app/classes.jsa\n");
    mappings.clear();
    take(
        """
        1000-2000 rw-p 00000000 fe:00 12 /app/classes.jsa
        2000-9000 rw-p 00000000 fe:00 13 /data/table
        9000-a000 rw-p 00000000 fe:01 12 /data/table
        """);
    assertEquals("1000-2000", text(mappings.copies));
  }

  @Test
  void aHeapOfExplicitHugePagesIsNoOrdinaryHeap() {
    mappings.heapRange(0x200000, 0x800000);
    take("200000-800000 rw-p 00000000 00:11 33235   /anon_hugepage (deleted)\n");
    assertEquals("", text(mappings.heap));
    assertEquals("200000-800000", text(mappings.hugeHeap));
  }

  @Test
  void neitherIsOneInSystemVSharedMemory() {
    mappings.heapRange(0x200000, 0x800000);
    take("200000-800000 rw-s 00000000 00:11 8   /SYSV00000000 (deleted)\n");
    assertEquals("200000-800000", text(mappings.hugeHeap));
  }

  @Test
  void zgcsHeapOfExplicitHugePagesIsSharedAndHuge() {
    take("40000000000-40004000000 rw-s 00000000 00:11 7   /memfd:java_heap.hugetlb (deleted)\n");
    assertTrue(mappings.sharedHeap());
    assertTrue(mappings.hugeSharedHeap());
  }

  @Test
  void explicitHugePagesElsewhereAreInNoArea() {
    mappings.heapRange(0x200000, 0x800000);
    take(
        """
        a00000-c00000 rw-p 00000000 00:11 3   /anon_hugepage (deleted)
        c00000-e00000 rwxp 00000000 00:11 4   /anon_hugepage (deleted)
        """);
    assertEquals(
        "", text(mappings.hugeHeap) + text(mappings.code) + text(mappings.copies), "of any kind");
  }

  @Test
  void theCollectorsTablesLieAboveACodeCacheOfHugePages() {
    take(
        """
        c00000-e00000 rwxp 00000000 00:11 4   /anon_hugepage (deleted)
        1000000-1100000 rw-p 00000000 00:00 0
        """);
    assertEquals("1000000-1100000", text(mappings.tables));
  }

  @Test
  void aHeapOfThousandsOfMappingsIsWhole() {
    mappings.heapRange(0, 0x10000000);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4000; i++) {
      text.append(Long.toHexString(i * 0x2000L)).append('-');
      text.append(Long.toHexString(i * 0x2000L + 0x1000)).append(" rw-p 00000000 00:00 0 \n");
    }
    take(text.toString());
    assertEquals(4000 * 0x1000, mappings.heap.bytes());
  }

  @Test
  void aSharedMappingHoldsNone() {
    take("1000-2000 rw-s 00000000 fe:00 12 /tmp/hsperfdata_root/1\n");
    assertEquals("", text(mappings.copies));
  }

  @Test
  void whatMallocMappedIsNotKnown() {
    take("1000-2000 rw-p 00000000 00:00 0 \n5000-6000 rw-p 00000000 00:00 0    [heap]\n");
    assertEquals("", text(mappings.copies) + text(mappings.stacks) + text(mappings.code));
  }

  @Test
  void aLineThatIsCutOffIsLeftForTheNextPiece() {
    byte[] piece = "1000-2000 rwxp 0 00:00 0 \n3000-40".getBytes(US_ASCII);
    assertEquals(piece.length - "3000-40".length(), mappings.take(piece, piece.length));
    take("3000-4000 rwxp 0 00:00 0 \n");
    assertEquals("1000-2000 3000-4000", text(mappings.code));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "-\n",
        "1000\n",
        "1000-\n",
        "1000-2000\n",
        "1000-2000 rw\n",
        "xyz-2000 rwxp 0 00:00 0 \n",
        "2000-1000 rwxp 0 00:00 0 \n",
        "ffffffffffffffff-fffffffffffffffff rwxp 0 00:00 0 \n",
        "ffffffffff600000-ffffffffff601000 rwxp 00000000 00:00 0 [vsyscall]\n"
      })
  void aLineOfAnotherShapeIsPassedOver(String text) {
    take(text);
    assertEquals("", text(mappings.code) + text(mappings.stacks) + text(mappings.copies));
  }

  @Test
  void whatWasFoundBeforeIsForgotten() {
    take("1000-2000 rwxp 0 00:00 0 \n");
    mappings.clear();
    assertEquals("", text(mappings.code));
    assertEquals(0, mappings.lines());
  }

  private void take(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    assertEquals(bytes.length, mappings.take(bytes, bytes.length));
    mappings.end();
  }

  private static String text(Ranges ranges) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ranges.size(); i++) {
      text.append(i == 0 ? "" : " ").append(Long.toHexString(ranges.start(i)));
      text.append('-').append(Long.toHexString(ranges.end(i)));
    }
    return text.toString();
  }

  private static String captured(String name) throws IOException {
    try (InputStream in = MappingsTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), US_ASCII);
    }
  }
}
