package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageMapTest {

  private static final long PRESENT = 1L << 63;
  private static final long SWAPPED = 1L << 62;
  private static final long FILE = 1L << 61;
  private static final int PAGE = 4096;

  @TempDir private Path directory;

  @Test
  void onlyPresentAnonymousPagesCount() throws IOException {
    PageMap map = map(0, PRESENT, PRESENT | FILE, SWAPPED, PRESENT | 1L << 55);
    assertTrue(map.count(ranges(0, 5), 100));
    assertEquals(2 * PAGE, map.resident);
  }

  @Test
  void onlyThePagesOfTheRangesCount() throws IOException {
    PageMap map = map(PRESENT, PRESENT, PRESENT, PRESENT, PRESENT, PRESENT);
    assertTrue(map.count(ranges(1, 2, 4, 6), 100));
    assertEquals(3 * PAGE, map.resident);
  }

  @Test
  void noRangesAreNothing() throws IOException {
    PageMap map = map(PRESENT);
    assertTrue(map.count(new Ranges(1), 100));
    assertEquals(0, map.resident);
  }

  @Test
  void aRangeOfManyCallsIsCountedWhole() throws IOException {
    long[] pages = new long[5000];
    java.util.Arrays.fill(pages, 1000, 4000, PRESENT);
    PageMap map = map(pages);
    assertTrue(map.count(ranges(0, 5000), 100));
    assertEquals(3000L * PAGE, map.resident);
  }

  @Test
  void aLargeRangeIsSampledToWithinAWindowAtEachBorder() throws IOException {
    long[] pages = new long[100_000];
    java.util.Arrays.fill(pages, 20_000, 63_000, PRESENT);
    PageMap map = map(pages);
    int windows = 100;
    for (int pass = 0; pass < 20; pass++) {
      assertTrue(map.count(ranges(0, 100_000), windows));
      long error = Math.abs(map.resident / PAGE - 43_000);
      assertTrue(error <= 2 * 100_000 / windows, () -> map.resident / PAGE + " pages");
    }
  }

  @Test
  void severalLargeRangesAreSampledAsOne() throws IOException {
    long[] pages = new long[60_000];
    java.util.Arrays.fill(pages, 0, 10_000, PRESENT);
    PageMap map = map(pages);
    for (int pass = 0; pass < 20; pass++) {
      assertTrue(map.count(ranges(0, 10_000, 30_000, 60_000), 50));
      long error = Math.abs(map.resident / PAGE - 10_000);
      assertTrue(error <= 40_000 / 50, () -> map.resident / PAGE + " pages");
    }
  }

  @Test
  void aPageOfAShortRangeCountsAsMuchAsOneOfALongRange() throws IOException {
    long[] pages = new long[40_000];
    Ranges ranges = new Ranges();
    for (int i = 0; i < 2000; i++) { // three pages that are there, and seventeen that are not
      java.util.Arrays.fill(pages, 20 * i, 20 * i + 3, PRESENT);
      ranges.add(20L * i * PAGE, (20L * i + 3) * PAGE);
      ranges.add((20L * i + 4) * PAGE, (20L * i + 20) * PAGE);
    }
    PageMap map = map(pages);
    double sum = 0;
    for (int pass = 0; pass < 100; pass++) {
      assertTrue(map.count(ranges, 100));
      sum += map.resident;
    }
    assertEquals(6000, sum / 100 / PAGE, 6000 * 0.03);
  }

  @Test
  void thousandsOfSmallRangesAreSampled() throws IOException {
    long[] pages = new long[16_000];
    Ranges ranges = new Ranges();
    for (int i = 0; i < 8000; i++) {
      pages[2 * i] = PRESENT;
      ranges.add(2L * i * PAGE, (2L * i + 1) * PAGE);
    }
    PageMap map = map(pages);
    assertTrue(map.count(ranges, 128));
    assertEquals(8000L * PAGE, map.resident);
  }

  @Test
  void rangesThatHadNoRoomAreAsFullAsTheOthers() throws IOException {
    Ranges ranges = new Ranges(1);
    ranges.add(0, 4L * PAGE);
    ranges.add(8L * PAGE, 12L * PAGE);
    PageMap map = map(PRESENT, PRESENT, 0, 0);
    assertTrue(map.count(ranges, 100));
    assertEquals(4L * PAGE, map.resident);
    assertTrue(map.countSome(ranges, 100));
    assertEquals(4L * PAGE, map.resident);
  }

  @Test
  void aFewOfManyRangesAreCountedForAll() throws IOException {
    long[] pages = new long[2000];
    Ranges stacks = new Ranges(1000);
    for (int i = 0; i < 1000; i++) {
      pages[2 * i] = PRESENT;
      stacks.add(2L * i * PAGE, (2L * i + 1) * PAGE);
    }
    PageMap map = map(pages);
    assertTrue(map.countSome(stacks, 100));
    assertEquals(1000L * PAGE, map.resident);
  }

  @Test
  void fewRangesAreAllCounted() throws IOException {
    PageMap map = map(PRESENT, 0, PRESENT, 0);
    assertTrue(map.countSome(ranges(0, 2, 3, 4), 2));
    assertEquals(PAGE, map.resident);
  }

  @Test
  void aFileThatEndsEarlyIsLogged() throws IOException {
    assertFalse(map(PRESENT, PRESENT).count(ranges(0, 3), 100));
    assertFalse(map(PRESENT, PRESENT).countSome(ranges(0, 3), 100));
  }

  @Test
  void anEmptyFileIsLogged() throws IOException {
    assertFalse(map().count(ranges(0, 1), 100));
  }

  @Test
  void aMissingFileIsThrown() {
    PageMap map = new PageMap(directory.resolve("missing"), PAGE);
    assertThrows(IOException.class, () -> map.count(ranges(0, 1), 100));
  }

  private PageMap map(long... entries) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(entries.length * 8).order(ByteOrder.nativeOrder());
    bytes.asLongBuffer().put(entries);
    return new PageMap(Files.write(directory.resolve("pagemap"), bytes.array()), PAGE);
  }

  /** Ranges of pages: first and behind last, in turn. */
  private static Ranges ranges(long... pages) {
    Ranges ranges = new Ranges(pages.length);
    for (int i = 0; i < pages.length; i += 2) {
      ranges.add(pages[i] * PAGE, pages[i + 1] * PAGE);
    }
    return ranges;
  }
}
