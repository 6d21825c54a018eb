package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.CrowdedService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Relief in real cgroups (version 1): lives that the kernel ends without it, and controls in which
 * the agent does nothing. All of them run beside each other, for they wait most of their time.
 */
class ReliefTest {

  private static final long MIB = 1L << 20;
  private static final int KILLED = 128 + 9;
  private static final int TERMINATED = 128 + 15;

  /** Of the longest life, that of the end by the agent: two minutes are its least age. */
  private static final Duration LONG = Duration.ofMinutes(4);

  private static final String[] HEAP_THEN_MALLOC = {
    "live=20", "garbage=10", "burst=90", "from=5", "rate=4", "most=130", "seconds=42"
  };
  private static final String[] FREED_THEN_MALLOC = {
    "live=5", "garbage=1", "freed=170", "from=5", "rate=3", "most=100", "seconds=42"
  };
  private static final String[] LEAK = {
    "live=5", "garbage=1", "from=60", "rate=2", "most=900", "seconds=400", "hook=4"
  };

  /** As the leak, but it ends before the JVM is two minutes old, with 50 MiB left. */
  private static final String[] PLATEAU = {
    "live=5", "garbage=1", "from=52", "rate=2", "most=120", "seconds=400"
  };

  @TempDir static Path directory;
  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static Path message;
  private static OtlpReceiver receiver;
  private static JavaProcess unsqueezed;
  private static JavaProcess squeezed;
  private static JavaProcess untrimmed;
  private static JavaProcess trimmed;
  private static JavaProcess terminated;
  private static final List<JavaProcess> CONTROLS = new ArrayList<>();

  @BeforeAll
  static void allBeginToLive() throws IOException {
    message = KilledContainersMessageTest.newMessage(directory);
    receiver = open(OtlpReceiver.start());
    terminated =
        start(
            220,
            crowded(LEAK, "-XX:+UseSerialGC", "-Xmx32m")
                .environment("HEADROOM_RELIEF", "terminate")
                .environment("HEADROOM_TERMINATION_MESSAGE", message.toString()));
    CONTROLS.add( // at two minutes the forecast still holds, and the kill would be within the lead
        start(
            220,
            crowded(PLATEAU, "-XX:+UseSerialGC", "-Xmx32m")
                .environment("HEADROOM_RELIEF", "terminate")
                .environment("HEADROOM_RELIEF_TERMINATE_LEAD", "40s")));
    unsqueezed = start(256, crowded(HEAP_THEN_MALLOC, "-XX:+UseG1GC", "-Xmx160m"));
    squeezed =
        start(
            256,
            crowded(HEAP_THEN_MALLOC, "-XX:+UseG1GC", "-Xmx160m")
                .environment("HEADROOM_RELIEF", "squeeze"));
    untrimmed = start(300, crowded(FREED_THEN_MALLOC, "-XX:+UseSerialGC", "-Xmx64m"));
    trimmed =
        start(
            300,
            crowded(FREED_THEN_MALLOC, "-XX:+UseSerialGC", "-Xmx64m")
                .environment("HEADROOM_RELIEF", "trim")
                .environment("OTEL_METRICS_EXPORTER", "otlp")
                .exportingTo(receiver.endpoint()));
    control("SteadyService", 160, "-Xmx48m", "--cache", "" + 24 * MIB);
    control("FullHeapService", 192, "-Xmx64m");
    String file = directory.resolve("file").toString();
    control("PageCacheReader", 192, "-Xmx24m", "--file", file, "--size", "" + 256 * MIB);
    control("WarmUp", 192, "-Xmx80m", "--rate", "" + 8 * MIB, "--most", "" + 40 * MIB);
  }

  private static JavaProcess.Builder crowded(String[] arguments, String... options) {
    return JavaProcess.running(CrowdedService.class, arguments)
        .options(options)
        .agent()
        .environment("OTEL_METRICS_EXPORTER", "none");
  }

  private static void control(String name, long limit, String heap, String... arguments) {
    CONTROLS.add(
        start(
            limit,
            JavaProcess.victim(name, arguments)
                .options("-XX:+UseG1GC", heap)
                .agent()
                .environment("OTEL_METRICS_EXPORTER", "none")
                .environment("HEADROOM_RELIEF", "trim,squeeze,terminate")));
  }

  private static JavaProcess start(long limit, JavaProcess.Builder of) {
    CgroupV1 group = open(CgroupV1.create().limit(limit * MIB).memoryAndSwapLimit(limit * MIB));
    return open(of.in(group).start());
  }

  private static <T extends AutoCloseable> T open(T closeable) {
    OPEN.add(closeable);
    return closeable;
  }

  @AfterAll
  static void allEnd() throws Exception {
    for (int i = OPEN.size() - 1; i >= 0; i--) { // a process before its group
      OPEN.get(i).close();
    }
  }

  @Test
  void aHeapThatIsSqueezedMakesRoomForWhatWouldHaveBeenKilled() {
    assertEquals(KILLED, unsqueezed.awaitExit(Await.BOUND), unsqueezed::toString);
    assertEquals(0, squeezed.awaitExit(Await.BOUND), squeezed::toString);
    assertTrue(squeezed.errors().contains("[headroom] INFO squeeze gave "), squeezed::toString);
    assertTrue(freed(squeezed, "squeeze") >= 40, squeezed::toString);
  }

  @Test
  void memoryThatMallocKeepsIsGivenBackBeforeTheKill() {
    assertEquals(KILLED, untrimmed.awaitExit(Await.BOUND), untrimmed::toString);
    assertEquals(0, trimmed.awaitExit(Await.BOUND), trimmed::toString);
    assertTrue(freed(trimmed, "trim") >= 100, trimmed::toString);
    receiver.awaitPoint(
        "what trim gave",
        point ->
            point.is("headroom.relief.freed", Map.of("headroom.relief.action", "trim"))
                && point.value() >= 100 * MIB);
    receiver.awaitPoint(
        "its run",
        point ->
            point.is("headroom.relief.runs", Map.of("headroom.relief.action", "trim"))
                && point.value() >= 1);
  }

  @Test
  void aLeakThatIsEndedInTimeRunsItsHooksAndLogsTheReason() throws Exception {
    assertEquals(TERMINATED, terminated.awaitExit(LONG), terminated::toString);
    assertTrue(terminated.output().contains("hooks done"), terminated::toString);
    String why = "the agent ends this JVM by SIGTERM (headroom.relief=terminate)";
    assertTrue(terminated.errors().contains(why), terminated::toString);
    assertTrue(Files.readString(message).contains(why), () -> message.toString());
  }

  @Test
  void nothingIsDoneWithoutANearKill() {
    // As long as the lives that are relieved, that of the end by the agent among them.
    terminated.awaitExit(LONG);
    for (JavaProcess control : CONTROLS) {
      assertTrue(control.isAlive(), control::toString);
      for (String act : List.of("trim", "squeeze")) {
        assertFalse(control.errors().contains(act + " gave"), control::toString);
      }
      assertFalse(control.errors().contains("SIGTERM"), control::toString);
    }
  }

  /** MiB of the act that gave most, as it was logged. */
  private static double freed(JavaProcess of, String act) {
    double most = 0;
    for (String line : of.errors().lines().toList()) {
      String begin = act + " gave ";
      int at = line.indexOf(begin);
      int end = line.indexOf(" MiB back");
      if (at >= 0 && end > at) {
        most = Math.max(most, Double.parseDouble(line.substring(at + begin.length(), end)));
      }
    }
    return most;
  }
}
