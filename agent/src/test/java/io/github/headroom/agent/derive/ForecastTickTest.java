package io.github.headroom.agent.derive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.agent.derive.forecast.Forecast;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Tick;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.State;
import org.junit.jupiter.api.Test;

/** Samples of a group of 1000 MiB, a tick a second, every tenth a full one. */
class ForecastTickTest {

  private static final long MIB = 1 << 20;

  private final Forecast forecast = new Forecast();
  private final Figures figures = new Figures();
  private final Tick tick = new Tick();

  private void second(int at, SampleBuilder of) {
    Sample sample = of.build();
    Derivation.derive(sample, figures);
    ForecastTick.fill(sample, figures, at, at % 10 == 0, tick);
    forecast.add(tick);
  }

  private static SampleBuilder group(long heap, long direct, long cache) {
    long anon = heap + direct + 100 * MIB;
    return new SampleBuilder()
        .with(Field.LIMIT, 1000 * MIB)
        .with(Field.USAGE, anon + cache)
        .with(Field.ANON, anon)
        .with(Field.FILE, cache)
        .with(Field.ACTIVE_FILE, cache)
        .with(Field.INACTIVE_FILE, 0)
        .with(Field.SWAP_FREE, 0)
        .with(Field.MEM_TOTAL, 8000 * MIB)
        .with(Field.RSS_ANON, anon)
        .with(Field.HEAP_RESIDENT, heap)
        .with(Field.HEAP_USED, heap)
        .with(Field.HEAP_COMMITTED, heap)
        .with(Field.HEAP_MAX, 500 * MIB)
        .with(Field.MAX_DIRECT, 2000 * MIB)
        .buffer("direct", direct, direct, 1);
  }

  @Test
  void aHeapOfExplicitHugePagesThatGrowsFasterIsNot() {
    for (int i = 0; i <= 300; i++) {
      second(
          i,
          group(0, 2L * i * MIB, 0)
              .with(Field.HEAP_RESIDENT, State.ABSENT)
              .with(Field.HEAP_HUGETLB, 3L * i * MIB)
              .with(Field.HEAP_USED, 3L * i * MIB)
              .with(Field.HEAP_COMMITTED, 3L * i * MIB));
    }
    assertEquals(Verdict.GROWING, forecast.verdict());
    assertEquals(MemoryArea.DIRECT_BUFFERS, forecast.culprit());
  }

  @Test
  void directBuffersThatGrowAreTheCulprit() {
    for (int i = 0; i <= 250; i++) {
      second(i, group(200 * MIB, 2L * i * MIB, 0));
    }
    assertEquals(Verdict.GROWING, forecast.verdict());
    assertEquals(MemoryArea.DIRECT_BUFFERS, forecast.culprit());
    assertEquals(100, forecast.midSeconds(), 5);
  }

  @Test
  void whatANettyHidesGrowsPastTheCeilingOfTheJdksBuffers() {
    for (int i = 0; i <= 250; i++) {
      SampleBuilder group = group(200 * MIB, 2L * i * MIB, 0).with(Field.MAX_DIRECT, 300 * MIB);
      second(i, group.with(Field.NETTY_HIDDEN, MIB));
    }
    assertEquals(Verdict.GROWING, forecast.verdict());
    assertEquals(MemoryArea.DIRECT_BUFFERS, forecast.culprit());
  }

  @Test
  void aHeapGrowsToXmxOnly() {
    for (int i = 0; i <= 200; i++) {
      second(i, group((50L + 2L * i) * MIB, 300 * MIB, 0)); // 50 MiB to Xmx, 150 to the limit
    }
    assertEquals(Verdict.FITS, forecast.verdict());
  }

  @Test
  void pageCacheThatGrowsIsNoDanger() {
    for (int i = 0; i <= 250; i++) {
      second(i, group(200 * MIB, 0, 2L * i * MIB));
    }
    assertEquals(Verdict.FITS, forecast.verdict());
  }

  @Test
  void kernelMemoryWithoutASlabKeyMayBeDentries() {
    for (int i = 0; i <= 250; i++) {
      second(i, kernel(2L * i * MIB));
    }
    assertEquals(Verdict.FITS, forecast.verdict());
  }

  @Test
  void soItIsWhenItGrowsAtOnce() {
    for (int i = 0; i <= 250; i++) {
      second(i, kernel(Math.max(0, i - 247) * 200L * MIB));
    }
    assertEquals(Verdict.FITS, forecast.verdict());
  }

  @Test
  void kernelMemoryThatIsKnownToBeNoSlabGrows() {
    for (int i = 0; i <= 250; i++) {
      second(i, kernel(2L * i * MIB).with(Field.SLAB_RECLAIMABLE, MIB));
    }
    assertEquals(Verdict.GROWING, forecast.verdict());
    assertEquals(MemoryArea.KERNEL, forecast.culprit());
  }

  @Test
  void whatGrowsBesideItEndsWhereTheKernelMemoryBegins() {
    for (int i = 0; i <= 225; i++) {
      second(
          i,
          group(200 * MIB, 2L * i * MIB, 0)
              .with(Field.USAGE, (300 + 2L * i + 50) * MIB)
              .with(Field.KERNEL, 50 * MIB));
    }
    assertEquals(MemoryArea.DIRECT_BUFFERS, forecast.culprit());
    assertEquals(100, forecast.midSeconds(), 5);
  }

  private static SampleBuilder kernel(long bytes) {
    return group(200 * MIB, 0, 0).with(Field.USAGE, 300 * MIB + bytes).with(Field.KERNEL, bytes);
  }

  @Test
  void codeThatComesBackAllTheTimeWithoutPressureIsThrashing() {
    for (int i = 0; i <= 100; i++) {
      second(
          i,
          group(700 * MIB, 192 * MIB, 4 * MIB)
              .with(Field.REFAULTS_FILE, 100_000L * i)
              .with(Field.PGMAJFAULT, 120L * i));
    }
    assertEquals(Verdict.THRASHING, forecast.verdict());
  }

  @Test
  void waitingWhilePagesComeBackFromSwapIsThrashing() {
    for (int i = 0; i <= 100; i++) {
      second(
          i,
          group(200 * MIB, 0, 0)
              .with(Field.PRESSURE_FULL_TOTAL, 400_000L * i)
              .with(Field.REFAULTS_ANON, 1000L * i)
              .with(Field.REFAULTS_FILE, 0));
    }
    assertEquals(Verdict.THRASHING, forecast.verdict());
  }

  @Test
  void waitingWhileNothingComesBackIsNotThrashing() {
    for (int i = 0; i <= 100; i++) {
      second(
          i,
          group(200 * MIB, 0, 0)
              .with(Field.PRESSURE_FULL_TOTAL, 400_000L * i)
              .with(Field.REFAULTS_ANON, 0)
              .with(Field.REFAULTS_FILE, 0));
    }
    assertEquals(Verdict.FITS, forecast.verdict());
  }

  @Test
  void withoutAnyFigureNothingIsKnown() {
    for (int i = 0; i <= 50; i++) {
      second(i, new SampleBuilder());
    }
    assertEquals(Verdict.UNKNOWN, forecast.verdict());
  }
}
