package io.github.headroom.it.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BoundTest {

  private static final double MIB = 1 << 20;

  private static final String KILLED = "6.1-v2-swap-full-killed";
  private static final String NO_SWAP = "6.1-v2-ancestor-killed";
  private static final String LIVES = "6.18-v1-full-heap-lives";

  private static final String STACKS = "thread_stacks";

  private static final Map<String, Double> FILE_PAGES =
      Map.of(
          "headroom.container.memory.active_file", 8 * MIB,
          "headroom.container.memory.inactive_file", 4 * MIB);

  private static final Map<String, Double> SWAP_LEFT =
      Map.of(
          "headroom.container.memory.swap.limit", 48 * MIB,
          "headroom.container.memory.swap", 36 * MIB);

  private static final Map<String, Double> NO_SWAP_LEFT =
      Map.of(
          "headroom.container.memory.swap.limit", 48 * MIB,
          "headroom.container.memory.swap", 48 * MIB);

  @Test
  void whatWasLeftOfTheSwapMayHaveLeftResidentMemory() throws IOException {
    assertEquals(12 * MIB, more("container.memory.rss").less());
    assertEquals(0, more("container.memory.rss").more());
  }

  @Test
  void whatWasLeftOfTheSwapMayHaveComeToIt() throws IOException {
    assertEquals(12 * MIB, more("headroom.container.memory.swap").more());
    assertEquals(12 * MIB, more("headroom.container.memory.writeback").more());
    assertEquals(0, more("headroom.container.memory.swap").less());
  }

  @Test
  void theSumOfBothIsAllowedNothingForIt() throws IOException {
    assertEquals(0, more("headroom.container.memory.rss_swap").less());
    assertEquals(0, more("headroom.container.memory.rss_swap").more());
  }

  @Test
  void sharedPagesMayHaveGoneToSwapAndAreInTheSumThen() throws IOException {
    Map<String, Double> some = new TreeMap<>(SWAP_LEFT);
    some.put("headroom.container.memory.shmem", 8 * MIB);
    assertEquals(12 * MIB, more("headroom.container.memory.shmem").less());
    assertEquals(0, more("headroom.container.memory.shmem").more());
    assertEquals(8 * MIB, bound(KILLED, "headroom.container.memory.rss_swap", some).more());
  }

  @Test
  void aStairMayHaveBeenTakenAtOnce() throws IOException {
    RecordedScene steady = given(NO_SWAP, Map.of("arguments", "--rate 8388608"));
    RecordedScene stairs = given(NO_SWAP, Map.of("arguments", "--step 8388608 --every 1"));
    String usage = "container.memory.usage";
    double allowed = Bound.of(stairs, usage, Map.of(), 0).more();
    assertEquals(8 * MIB, allowed - Bound.of(steady, usage, Map.of(), 0).more());
  }

  @Test
  void whatManyThreadsHadNotAddedYetMayHaveComeOnKernelsThatCountByThread() throws IOException {
    String anon = "headroom.process.memory.anon";
    Map<String, Double> sample = Map.of("container.memory.rss", 20 * MIB, anon, 8 * MIB);
    RecordedScene before = given(NO_SWAP, Map.of("kernel", "6.1.0-50-amd64", "area", STACKS));
    RecordedScene since = given(NO_SWAP, Map.of("kernel", "6.12.1", "area", STACKS));
    double most = Bound.of(before, anon, sample, 0).more();
    assertEquals(12 * MIB, most - Bound.of(since, anon, sample, 0).more());
    assertEquals(
        0, Bound.of(before, anon, Map.of(), 0).more() - Bound.of(since, anon, Map.of(), 0).more());
  }

  @Test
  void reclaimMayHaveUnmappedWhatAProcessSharesWhereThereIsSwap() throws IOException {
    Map<String, Double> shared = Map.of("headroom.process.memory.shmem", 8 * MIB);
    assertEquals(8 * MIB, bound(KILLED, "headroom.process.memory.shmem", shared).less());
    assertEquals(8 * MIB, bound(KILLED, "process.memory.usage", shared).less());
    assertEquals(0, bound(KILLED, "headroom.container.memory.shmem", shared).less());
    assertEquals(0, bound(NO_SWAP, "headroom.process.memory.shmem", shared).less());
  }

  @Test
  void reclaimMayHaveTakenWhatFilePagesAreInUsage() throws IOException {
    assertEquals(12 * MIB, bound(KILLED, "container.memory.usage", FILE_PAGES).less());
  }

  @Test
  void reclaimMayHaveTakenTheActiveFilePagesOfTheWorkingSet() throws IOException {
    assertEquals(8 * MIB, bound(KILLED, "container.memory.working_set", FILE_PAGES).less());
    assertEquals(8 * MIB, bound(KILLED, "container.memory.available", FILE_PAGES).more());
    assertEquals(0, bound(KILLED, "container.memory.available", FILE_PAGES).less());
  }

  @Test
  void aLivingSceneHasNoAllowanceForReclaim() throws IOException {
    assertEquals(0, bound(LIVES, "container.memory.usage", FILE_PAGES).less());
    assertEquals(0, bound(LIVES, "container.memory.available", FILE_PAGES).more());
  }

  /** What is allowed on top, with swap left against none left. */
  private static Bound more(String figure) throws IOException {
    Bound without = at(KILLED, figure, NO_SWAP_LEFT);
    Bound with = at(KILLED, figure, SWAP_LEFT);
    return difference(with, without);
  }

  /** What is allowed on top, with these figures against none. */
  private static Bound bound(String scene, String figure, Map<String, Double> sample)
      throws IOException {
    return difference(at(scene, figure, sample), at(scene, figure, Map.of()));
  }

  private static Bound at(String scene, String figure, Map<String, Double> sample)
      throws IOException {
    return Bound.of(Evidence.read(Captured.original(scene)).scene(), figure, sample, 0.2);
  }

  /** A captured scene, but for these lines. */
  private static RecordedScene given(String scene, Map<String, String> lines) throws IOException {
    Properties properties = new Properties();
    try (Reader text = Files.newBufferedReader(Captured.original(scene).resolve("scene"))) {
      properties.load(text);
    }
    properties.putAll(lines);
    return RecordedScene.of(properties, new ArrayList<>());
  }

  private static Bound difference(Bound with, Bound without) {
    return new Bound(with.less() - without.less(), with.more() - without.more(), with.why());
  }
}
