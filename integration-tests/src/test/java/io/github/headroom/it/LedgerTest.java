package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ledger's areas against what the kernel charged and what a victim took. */
class LedgerTest {

  private static final long LIMIT = 700L << 20;
  private static final long TAKEN = 256L << 20;
  private static final double OF_WHAT_WAS_TAKEN = 0.05;

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
    "17, Serial, off, UnsafeHog",
    "17, G1, summary, UnsafeHog",
    "17, Parallel, off, ZlibHog",
    "25, G1, off, UnsafeHog",
    "25, Z, summary, UnsafeHog",
    "25, Serial, summary, ZlibHog"
  })
  void nativeOtherIsWhatWasTakenByMalloc(int feature, String collector, String tracking, String hog)
      throws Exception {
    String[] options = {"--rate", "" + (100L << 20), "--most", "" + TAKEN};
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess victim =
            jvm(JavaProcess.victim(hog, options), feature, collector, tracking, receiver)
                .in(group)
                .start()) {
      Await.until("all of it taken", () -> settled(victim), victim::toString);
      OtlpReceiver.Export export = receiver.await(receiver.exports().size() + 2);
      double truth = taken(victim);
      PublishedLedger ledger = PublishedLedger.of(export);
      assertEquals(truth, ledger.area("native_other"), truth * OF_WHAT_WAS_TAKEN, ledger::toString);
    }
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

  /** Whether the last two of the victim's lines, one a second, tell the same. */
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

  /** What the victim says it has taken: its last line is {@code <epoch millis> <bytes>}. */
  private static long taken(JavaProcess victim) {
    return lastLine(victim).isEmpty() ? 0 : bytes(lastLine(victim));
  }

  private static long bytes(String line) {
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }
}
