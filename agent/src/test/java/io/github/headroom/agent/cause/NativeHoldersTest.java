package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class NativeHoldersTest {

  private static final long MIB = 1 << 20;
  private static final String DEFLATER = "java.util.zip.Deflater";
  private static final String INFLATER = "java.util.zip.Inflater";
  private static final String SEGMENT = "jdk.internal.foreign.NativeMemorySegmentImpl";
  private static final String CLEANER = "jdk.internal.ref.CleanerImpl$PhantomCleanableRef";

  /** A histogram of a service of a thousand classes that are larger, and then these. */
  private static Histogram with(Object... namesAndCounts) {
    StringBuilder text = new StringBuilder(" num     #instances         #bytes  class name\n");
    for (int i = 1; i <= 1000; i++) {
      text.append(String.format("%4d: %14d %14d  com.shop.C%d (app@1)%n", i, 9, 9_000_000 / i, i));
    }
    for (int i = 0; i < namesAndCounts.length; i += 2) {
      text.append(
          String.format(
              "%4d: %14s %14d  %s%s%n",
              1001 + i,
              namesAndCounts[i + 1],
              64,
              namesAndCounts[i],
              i % 4 == 0 ? " (java.base@25)" : ""));
    }
    return Histogram.of(text.toString());
  }

  @Test
  void holdersAreCountedEvenIfTheyAreSmall() {
    Histogram histogram = with(INFLATER, 712, DEFLATER, 400, "com.shop.Last", 3);
    assertEquals(712, histogram.objects(INFLATER));
    assertEquals(400, histogram.objects(DEFLATER));
    assertEquals(9, histogram.objects("com.shop.C256"));
    assertEquals(0, histogram.objects("com.shop.C257"));
    assertEquals(0, histogram.objects("com.shop.Last"));
  }

  @Test
  void aClassWithTheSamePrefixIsNoHolder() {
    assertEquals(0, with(DEFLATER + "InputStream", 400).objects(DEFLATER + "InputStream"));
  }

  @Test
  void theHolderWithMoreObjectsIsNamed() {
    Histogram before = with(DEFLATER, 40, INFLATER, 90);
    assertEquals(
        DEFLATER, NativeHolders.grown(with(DEFLATER, 2400, INFLATER, 90), before, 300 * MIB));
    assertEquals(
        INFLATER, NativeHolders.grown(with(DEFLATER, 40, INFLATER, 9000), before, 300 * MIB));
    assertNull(NativeHolders.grown(before, before, 1));
  }

  @Test
  void streamsThatCannotHoldTheGrowthAreNotNamed() {
    Histogram now = with(DEFLATER, 400, INFLATER, 712);
    assertEquals(DEFLATER, NativeHolders.grown(now, null, 104 * MIB));
    assertNull(NativeHolders.grown(now, null, 105 * MIB));
  }

  @Test
  void streamsOfZlibAreNamedRatherThanTheirCleaners() {
    Histogram before = with(INFLATER, 100, CLEANER, 700);
    assertEquals(
        INFLATER, NativeHolders.grown(with(CLEANER, 9600, INFLATER, 9000), before, 300 * MIB));
    assertEquals(
        CLEANER, NativeHolders.grown(with(CLEANER, 9600, INFLATER, 100), before, 300 * MIB));
  }

  @Test
  void segmentsAndCleanersAreNamedOnlyIfTheyGrow() {
    Histogram before = with(SEGMENT, 1000, CLEANER, 700);
    assertNull(NativeHolders.grown(with(SEGMENT, 5000, CLEANER, 9000), null, MIB));
    assertEquals(SEGMENT, NativeHolders.grown(with(SEGMENT, 1125, CLEANER, 700), before, MIB));
    assertNull(NativeHolders.grown(with(SEGMENT, 1124, CLEANER, 786), before, MIB));
    assertNull(NativeHolders.grown(with(SEGMENT, 63), with(), MIB));
    assertEquals(SEGMENT, NativeHolders.grown(with(SEGMENT, 64), with(), MIB));
  }
}
