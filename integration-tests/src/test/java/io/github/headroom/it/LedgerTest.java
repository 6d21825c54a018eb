package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.HeapOnSmaps;
import io.github.headroom.it.parts.HugePages;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.HeapHolder;
import io.github.headroom.it.victim.Idle;
import io.github.headroom.it.victim.PrivateMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The ledger's areas against what the kernel charged and what a victim took. */
@Execution(ExecutionMode.CONCURRENT)
class LedgerTest {

  private static final long LIMIT = 700L << 20;
  private static final long TAKEN = 256L << 20;
  private static final long MAPPED = 64L << 20;
  private static final double OF_WHAT_WAS_TAKEN = 0.05;
  private static final double OF_THE_HEAP = 0.03;

  /** Each pass looks at pages of its own: the mean of some shows whether they lean to one side. */
  private static final int SAMPLES = 4;

  /** Milliseconds: each export is of a pass of its own. */
  private static final String INTERVAL = "500";

  /** For a heap of 192 MiB, a code cache of 32 and the collector's tables. */
  private static final int HUGE_PAGES = 160;

  @ParameterizedTest(name = "Java {0} {1} {2}")
  @CsvSource({
    "17, Serial, off",
    "17, Serial, summary",
    "17, G1, off",
    "17, G1, summary",
    "17, Parallel, off",
    "17, Z, off",
    "25, Serial, off",
    "25, G1, summary",
    "25, Parallel, summary",
    "25, Z, summary",
    "8, Parallel, summary",
    "11, G1, off"
  })
  void theAreasOfAStillGroupAddUpToItsUsage(int feature, String collector, String tracking)
      throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess victim =
            jvm(JavaProcess.running(Idle.class), feature, collector, tracking, receiver)
                .in(group)
                .start()) {
      victim.awaitOutput("ready");
      OtlpReceiver.Export export = receiver.await(receiver.exports().size() + 3);
      PublishedLedger.of(export).assertAddsUp();
    }
  }

  @ParameterizedTest(name = "Java {0} {1} {2} {3}")
  @CsvSource({
    "17, Serial, off, SpikeHog",
    "17, G1, summary, SpikeHog",
    "17, Parallel, off, ZlibHog",
    "25, G1, off, SpikeHog",
    "25, Z, summary, SpikeHog",
    "25, Serial, summary, ZlibHog"
  })
  void nativeOtherIsWhatWasTakenByMalloc(int feature, String collector, String tracking, String hog)
      throws Exception {
    List<String> options = new ArrayList<>(List.of("--rate", "" + (100L << 20)));
    options.addAll(List.of("--most", "" + TAKEN));
    if (hog.equals("SpikeHog")) {
      // What malloc maps before the agent's first look may lie among the collector's tables.
      options.addAll(List.of("--after", "3"));
    }
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess victim =
            jvm(
                    JavaProcess.victim(hog, options.toArray(String[]::new)),
                    feature,
                    collector,
                    tracking,
                    receiver)
                .in(group)
                .start()) {
      Await.until("all of it taken", () -> settled(victim), victim::toString);
      double truth;
      PublishedLedger ledger;
      do { // on a busy machine it may have paused only
        truth = taken(victim);
        ledger = next(receiver);
      } while (truth != taken(victim));
      assertEquals(
          truth, ledger.area("native_other"), truth * OF_WHAT_WAS_TAKEN, ledger.toString());
    }
  }

  @Test
  void writtenPagesOfAPrivateMappingAreTheApplications(@TempDir Path directory) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess victim =
            jvm(
                    JavaProcess.running(
                        PrivateMapping.class,
                        directory.resolve("table").toString(),
                        "" + (MAPPED >> 20)),
                    Runtime.version().feature(),
                    "Serial",
                    "off",
                    receiver)
                .in(group)
                .start()) {
      victim.awaitOutput("ready");
      PublishedLedger before = next(receiver);
      victim.input("").awaitOutput("mapped");
      PublishedLedger after = next(receiver);
      double grown = after.area("native_other") - before.area("native_other");
      assertEquals(MAPPED, grown, MAPPED * OF_WHAT_WAS_TAKEN, () -> before + " " + after);
    }
  }

  @Test
  void filesOfRamfsAreSharedMemory(@TempDir Path directory) throws Exception {
    String mountPoint = directory.toString();
    assumeTrue(run("mount", "-t", "ramfs", "ramfs", mountPoint) == 0, "ramfs cannot be mounted");
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess victim =
            jvm(
                    JavaProcess.running(Idle.class),
                    Runtime.version().feature(),
                    "Serial",
                    "off",
                    receiver)
                .in(group)
                .start()) {
      victim.awaitOutput("ready");
      PublishedLedger before = next(receiver);
      String join = "echo $$ >" + group.directory() + "/cgroup.procs; ";
      String write = "exec head -c " + MAPPED + " /dev/zero >" + mountPoint + "/file";
      assertEquals(0, run("sh", "-c", join + write));
      PublishedLedger after = next(receiver);
      double grown = after.area("shared_memory") - before.area("shared_memory");
      assertEquals(MAPPED, grown, MAPPED * OF_WHAT_WAS_TAKEN, () -> before + " " + after);
    } finally {
      run("umount", mountPoint);
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /** The ledger of a sample that begins after now. */
  private static PublishedLedger next(OtlpReceiver receiver) {
    return PublishedLedger.of(receiver.await(receiver.exports().size() + 3));
  }

  /** Which heaps are held against the kernel's own count of them. */
  @ParameterizedTest(name = "Java {0} {1} {2} {3}")
  @MethodSource("heaps")
  void theHeapIsWhatTheJvmHasTouchedOfIt(
      int feature, String collector, String pages, String touched) throws Exception {
    boolean huge = pages.equals("UseLargePages");
    try (HugePages reserved = HugePages.reserve(huge ? HUGE_PAGES : 0);
        OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess victim =
            JavaProcess.running(HeapHolder.class, "100")
                .java(Jdks.java(feature))
                .options("-Xmx192m", "-XX:ReservedCodeCacheSize=32m", HeapOnSmaps.ADDRESS_OPTION)
                .options("-XX:+Use" + collector + "GC")
                .options(pages.isEmpty() ? "-XX:-UseLargePages" : "-XX:+" + pages)
                .options("-XX:" + (touched.isEmpty() ? "-" : "+") + "AlwaysPreTouch")
                .agent()
                .exportingTo(receiver.endpoint())
                .environment("OTEL_METRIC_EXPORT_INTERVAL", INTERVAL)
                .in(group)
                .start()) {
      victim.awaitOutput("ready");
      int first = receiver.exports().size() + 3;
      double heap = 0;
      for (int i = 0; i < SAMPLES; i++) {
        PublishedLedger ledger = PublishedLedger.of(receiver.await(first + i));
        ledger.assertAddsUp();
        heap += ledger.area("java_heap") / SAMPLES;
      }
      if (huge) {
        assertEquals(0, heap, "the cgroup is not charged for it");
        assertTrue(
            reserved.heldBy(victim) > 0, () -> "the heap is made of something else: " + victim);
      } else {
        double truth =
            collector.equals("Z")
                ? group.pairs("memory.stat").get("total_shmem")
                : HeapOnSmaps.of(victim).anonymous();
        assertEquals(truth, heap, truth * OF_THE_HEAP);
      }
    }
  }

  /**
   * Each collector in each kind of pages. {@code -Dheadroom.ledger=all} adds all touched at the
   * start, and the newest Java in every case.
   */
  static Stream<Arguments> heaps() {
    boolean all = System.getProperty("headroom.ledger", "").equals("all");
    List<Arguments> heaps = new ArrayList<>();
    for (int feature : new int[] {17, 25}) {
      for (String collector : new String[] {"Serial", "Parallel", "G1", "Z", "Shenandoah"}) {
        for (String pages : new String[] {"", "UseLargePages", "UseTransparentHugePages"}) {
          for (String touched : new String[] {"", "AlwaysPreTouch"}) {
            boolean seldom = !touched.isEmpty() && !collector.equals("G1");
            seldom |= feature == 25 && (collector.equals("Serial") || collector.equals("Parallel"));
            if (all || !seldom) {
              heaps.add(Arguments.of(feature, collector, pages, touched));
            }
          }
        }
      }
    }
    return heaps.stream();
  }

  private static JavaProcess.Builder jvm(
      JavaProcess.Builder of,
      int feature,
      String collector,
      String tracking,
      OtlpReceiver receiver) {
    return of.java(Jdks.java(feature))
        .options("-Xmx128m", "-XX:+Use" + collector + "GC")
        .options("-XX:NativeMemoryTracking=" + tracking)
        .agent()
        .exportingTo(receiver.endpoint());
  }

  /** Whether the last two of the victim's lines, one a second, are the same. */
  private static boolean settled(JavaProcess victim) {
    List<String> lines = victim.output().lines().toList();
    int last = lines.size() - 1;
    return last > 0
        && bytes(lines.get(last)) > 0
        && bytes(lines.get(last)) == bytes(lines.get(last - 1));
  }

  private static String lastLine(JavaProcess victim) {
    List<String> lines = victim.output().lines().toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  /**
   * What the victim has taken by its own count: its last line is {@code <epoch millis> <bytes>}.
   */
  private static long taken(JavaProcess victim) {
    return lastLine(victim).isEmpty() ? 0 : bytes(lastLine(victim));
  }

  private static long bytes(String line) {
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }
}
