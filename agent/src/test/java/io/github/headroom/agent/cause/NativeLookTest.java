package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.sample.netty.util.internal.CleanerJava25;
import io.github.headroom.agent.sample.netty.util.internal.PlatformDependent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLookTest {

  private static final long MIB = 1 << 20;
  private static final String ARENA =
      """
      7f1ab%d000000-7f1ab%d021000 rw-p 00000000 00:00 0\s
      7f1ab%d021000-7f1abc000000 ---p 00000000 00:00 0\s
      """;

  @TempDir private Path root;

  @Test
  void hugePagesThatOnlyNativeMemoryCanHaveAreNamed() throws Exception {
    Sample before = group(40).with(Field.ANON_THP, 20 * MIB).build();
    Sample now = group(220).with(Field.ANON_THP, 202 * MIB).build();
    assertEquals(
        "native_other: 182 of 200 MiB are transparent huge pages (GLIBC_TUNABLES has hugetlb=1)",
        sentence(look("glibc.malloc.hugetlb=1").look(now, before, 300, 1000)));
  }

  @Test
  void hugePagesThatTheHeapMayHaveAreNotNamed() throws Exception {
    new FakeProc(root).file("self/maps", "");
    Sample now = group(220).with(Field.ANON_THP, 20 * MIB).build();
    assertNull(look("").look(now, now, 300, 1000));
  }

  @Test
  void theCategoryThatExplainsTheGrowthIsNamed() throws Exception {
    Sample before = group(40).nativeMemory("Compiler", 2 * MIB, MIB, 0).build();
    Sample now = group(220).nativeMemory("Compiler", 200 * MIB, 190 * MIB, 0).build();
    assertEquals(
        "native_other: NMT 'Compiler' 1.0 -> 190 MiB in 5 min",
        sentence(look("").look(now, before, 300, 1000)));
  }

  @Test
  void directBuffersAreSubtractedFromUnsafe() {
    Sample before = group(40).nativeMemory("Other", MIB, MIB, 0).build();
    Sample now =
        group(220)
            .nativeMemory("Other", 90 * MIB, 90 * MIB, 0)
            .buffer("direct", 89 * MIB, 0, 1)
            .build();
    NmtLook look = new NmtLook(MemoryArea.JVM_OTHER);
    assertNull(look.look(now, before, 300, 1000));
    assertNull(look.look(group(220).build(), before, 300, 1000));
  }

  @Test
  void aNettyWhoseGrowthIsNotKnownIsAHintBesideACategoryThatGrew() throws Exception {
    PlatformDependent.set(new CleanerJava25(), false, 100 * MIB);
    loaded = NettyLookTest.loaded(PlatformDependent.class);
    Sample before = group(40).nativeMemory("Compiler", 2 * MIB, MIB, 0).build();
    Sample now = group(220).nativeMemory("Compiler", 200 * MIB, 190 * MIB, 0).build();
    assertEquals(
        "native_other: NMT 'Compiler' 1.0 -> 190 MiB in 5 min; Netty"
            + " (io.github.headroom.agent.sample.netty) holds 100 MiB, in no BufferPool, growth not"
            + " known",
        sentence(look("").look(now, before, 300, 1000)));
  }

  @Test
  void hugePagesThatDoNotGrowAreNotNamed() throws Exception {
    new FakeProc(root).file("self/maps", "");
    Sample before = group(170).with(Field.ANON_THP, 160 * MIB).build();
    Sample now = group(220).with(Field.ANON_THP, 162 * MIB).build();
    assertNull(look("").look(now, before, 300, 1000));
  }

  @Test
  void hugePagesThatDirectBuffersMayHaveAreNotNamed() throws Exception {
    new FakeProc(root).file("self/maps", "");
    Sample before = group(40).build();
    Sample now =
        group(320).buffer("direct", 100 * MIB, 0, 1).with(Field.ANON_THP, 130 * MIB).build();
    assertNull(look("").look(now, before, 300, 1000));
  }

  @Test
  void aLoadedLibraryIsInTheSentenceButNotTheName() throws Exception {
    left = 0; // no histogram
    new FakeProc(root)
        .file("self/maps", "7f1ac1c10000-7f1ac1c20000 r-xp 00001000 fe:00 3 /tmp/libzstd.so\n");
    Finding found = look("").look(group(220).build(), group(40).build(), 300, 1000);
    assertEquals("native_other: libraries: libzstd", sentence(found));
    assertEquals("arenas", found.kind());
    assertEquals("malloc", found.name());
  }

  @Test
  void arenasThreadsAndLibrariesHintAtTheRest() throws Exception {
    left = 0; // no histogram
    FakeProc proc = new FakeProc(root).file("self/maps", String.format(ARENA, 8, 8, 8));
    Sample before = threads(group(40), 20).build();
    Sample now = threads(group(220), 74).build();
    NativeLook look = look("");
    assertEquals(
        "native_other: threads beside Java's 10 -> 64",
        sentence(look.look(now, before, 300, 1000)));
    proc.file(
        "self/maps",
        String.format(ARENA, 0, 0, 0)
            + String.format(ARENA, 4, 4, 4)
            + "7f1ac1c10000-7f1ac1c20000 r-xp 00001000 fe:00 3 /tmp/librocksdbjni.so\n");
    Finding found = look.look(now, before, 300, 1060);
    assertEquals(
        "native_other: malloc arenas 1 -> 2, threads beside Java's 10 -> 64; libraries:"
            + " librocksdbjni",
        sentence(found));
    assertEquals("arenas", found.kind());
  }

  @Test
  void arenasThatDidNotGrowAreNoHint() throws Exception {
    left = 0; // no histogram
    new FakeProc(root).file("self/maps", String.format(ARENA, 8, 8, 8));
    NativeLook look = look("");
    assertNull(look.look(group(120).build(), group(40).build(), 300, 1000));
    assertNull(look.look(group(220).build(), group(40).build(), 300, 1060));
  }

  @Test
  void theLookFailsWithoutTheMappings() {
    Sample now = group(220).build();
    assertThrows(IOException.class, () -> look("").look(now, now, 300, 1000));
  }

  @Test
  void growingDeflatersAreNamed() throws Exception {
    new FakeProc(root).file("self/maps", String.format(ARENA, 8, 8, 8));
    NativeLook look = look("");
    heap.deflaters = 40;
    assertNull(look.look(withHeap(60), withHeap(40), 300, 1000));
    assertEquals(
        "a histogram of the Java heap does not explain native_other (stopped for 20 ms)",
        look.remark());
    heap.deflaters = 2400;
    Finding found = look.look(withHeap(220), withHeap(40), 300, 1600);
    assertEquals(
        "native_other: java.util.zip.Deflater 40 -> 2,400 objects in 10 min (stopped for 20 ms)",
        sentence(found));
    assertEquals("native_holder", found.kind());
    assertNull(look.remark());
  }

  @Test
  void theFirstLookNamesDeflatersThatMayHoldHalfOfTheArea() throws Exception {
    new FakeProc(root).file("self/maps", "");
    heap.deflaters = 400;
    assertEquals(
        "native_other: java.util.zip.Deflater 400 objects (stopped for 20 ms)",
        sentence(look("").look(withHeap(220), withHeap(40), 300, 1000)));
    assertNull(look("").look(withHeap(240), withHeap(40), 300, 1000));
  }

  @Test
  void theApplicationIsNotStoppedWithoutHeadroomForAHistogram() throws Exception {
    new FakeProc(root).file("self/maps", String.format(ARENA, 8, 8, 8));
    heap.deflaters = 400;
    left = 7 * MIB;
    NativeLook look = look("");
    assertNull(look.look(withHeap(220), withHeap(40), 300, 1000));
    assertEquals(
        "no histogram of the Java heap for the cause: it needs 8.0 MiB of headroom, 7.0 MiB are left",
        look.remark());
  }

  private static Sample withHeap(long anon) {
    return group(anon)
        .heapPool("G1 Old Gen", 20 * MIB)
        .collector("G1 Young Generation", 1, 1)
        .with(Field.CLASSES, 5000)
        .build();
  }

  private long left = 100 * MIB;
  private @Nullable Instrumentation loaded;
  private final Zipping heap = new Zipping();

  /** A heap with Deflaters; a histogram takes 20 ms. */
  private static final class Zipping implements Heap {

    private int deflaters;
    private long nanos;

    @Override
    public long collections() {
      return nanos / 5_000_000;
    }

    @Override
    public long used() {
      return 20 * MIB;
    }

    @Override
    public double processorShare() {
      return 1;
    }

    @Override
    public long max() {
      return 64 * MIB;
    }

    @Override
    public String histogram() {
      nanos += 20_000_000;
      return "1: 1000 64000 [B (java.base@25)\n2: " + deflaters + " 64 java.util.zip.Deflater\n";
    }

    @Override
    public void pause() {
      nanos += 5_000_000;
    }

    @Override
    public long nanos() {
      return nanos;
    }
  }

  private NativeLook look(String tunables) {
    BoundedHistogram histograms = new BoundedHistogram(heap, () -> left, true);
    AgentLog log = new AgentLog(new PrintStream(new ByteArrayOutputStream()), AgentLog.Level.WARN);
    Sampler sampler = Sampler.ofProcess(root, "self", () -> 0, log);
    return new NativeLook(
        new NettyLook(loaded, sampler, MemoryArea.NATIVE_OTHER),
        histograms,
        root,
        "/opt/jdk",
        tunables);
  }

  private static SampleBuilder threads(SampleBuilder sample, long threads) {
    return sample
        .with(Field.THREADS, threads)
        .with(Field.THREADS_DAEMON, 6)
        .with(Field.THREADS_NON_DAEMON, 4);
  }

  private static SampleBuilder group(long anon) {
    return new SampleBuilder()
        .with(Field.USAGE, anon * MIB)
        .with(Field.ANON, anon * MIB)
        .with(Field.RSS_ANON, anon * MIB)
        .with(Field.HEAP_RESIDENT, 20 * MIB);
  }

  private static String sentence(Finding found) {
    assertNotNull(found);
    return found.sentence();
  }
}
