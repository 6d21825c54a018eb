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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
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
  void hugePagesThatOnlyNativeMemoryCanHaveAreNamed() throws IOException {
    Sample before = group(40).with(Field.ANON_THP, 20 * MIB).build();
    Sample now = group(220).with(Field.ANON_THP, 202 * MIB).build();
    assertEquals(
        "native_other: 182 of 200 MiB are transparent huge pages (GLIBC_TUNABLES has hugetlb=1)",
        sentence(look("glibc.malloc.hugetlb=1").look(now, before, 300, 1000)));
  }

  @Test
  void hugePagesThatTheHeapMayHaveAreNot() throws IOException {
    new FakeProc(root).file("self/maps", "");
    Sample now = group(220).with(Field.ANON_THP, 20 * MIB).build();
    assertNull(look("").look(now, now, 300, 1000));
  }

  @Test
  void theCategoryThatExplainsTheGrowthIsNamed() throws IOException {
    Sample before = group(40).nativeMemory("Compiler", 2 * MIB, MIB, 0).build();
    Sample now = group(220).nativeMemory("Compiler", 200 * MIB, 190 * MIB, 0).build();
    assertEquals(
        "native_other: NMT 'Compiler' 1.0 -> 190 MiB in 5 min",
        sentence(look("").look(now, before, 300, 1000)));
  }

  @Test
  void directBuffersAreNoneOfWhatUnsafeGave() {
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
  void arenasThreadsAndLibrariesHintAtTheRest() throws IOException {
    FakeProc proc = new FakeProc(root).file("self/maps", String.format(ARENA, 8, 8, 8));
    Sample before = threads(group(40), 20).build();
    Sample now = threads(group(220), 74).build();
    NativeLook look = look("");
    assertEquals(
        "native_other: malloc arenas 1, threads beside Java's 10 -> 64",
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
  void withoutTheMappingsItFails() {
    Sample now = group(220).build();
    assertThrows(IOException.class, () -> look("").look(now, now, 300, 1000));
  }

  private NativeLook look(String tunables) {
    AgentLog log = new AgentLog(new PrintStream(new ByteArrayOutputStream()), AgentLog.Level.WARN);
    Sampler sampler = Sampler.ofProcess(root, "self", () -> 0, log);
    return new NativeLook(new NettyLook(null, sampler), root, "/opt/jdk", tunables);
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
