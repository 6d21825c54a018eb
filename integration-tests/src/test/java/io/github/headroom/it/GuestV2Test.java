package io.github.headroom.it;

import static io.github.headroom.it.parts.JavaProcess.agentJar;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV2;
import io.github.headroom.it.parts.Container;
import io.github.headroom.it.parts.InGuest;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Cgroups of version 2, with PSI and swap, on a kernel of our own. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(InGuest.class)
class GuestV2Test {

  private static final long MIB = 1 << 20;
  private static final long LIMIT = 112 * MIB;

  private static final String LIMIT_METRIC = "headroom.container.memory.limit";
  private static final Map<String, String> OWN = Map.of("headroom.limit.scope", "own");
  private static final Map<String, String> EFFECTIVE = Map.of("headroom.limit.scope", "effective");

  @Test
  void publishedFiguresEqualTheKernelsFilesUnderAnAncestorsLimit() throws Exception {
    StillCgroup.inSomeGroup(this::assertPublishedUnderAnAncestorsLimit);
  }

  private void assertPublishedUnderAnAncestorsLimit() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV2 parent = CgroupV2.create("parent").limit(LIMIT);
        CgroupV2 group = parent.child("child").limit(2 * LIMIT).swapLimit(64 * MIB);
        SwappedFile swapped = new SwappedFile(group);
        JavaProcess victim =
            StillCgroup.victim().exportingTo(receiver.endpoint()).in(group).start()) {
      victim.awaitOutput("ready");
      StillCgroup.assertPublished(receiver, () -> figures(group, parent), victim::isAlive);
      swapped.assertStillSwapped();
    }
  }

  @Test
  void shownFiguresEqualTheKernelsFilesOfAnotherProcessesGroup() throws Exception {
    try (CgroupV2 group = CgroupV2.create("shown").limit(LIMIT);
        SwappedFile swapped = new SwappedFile(group)) {
      Process still = group.start("cat \"$1\" >/dev/null; echo read; exec sleep 600", agentJar());
      try {
        assertEquals("read", still.inputReader().readLine());
        StillCgroup.assertShown(still.pid(), () -> figures(group));
        swapped.assertStillSwapped();
        JsonObject cgroup = shownCgroup("show", "--pid", Long.toString(still.pid()), "--json");
        assertEquals("v2", cgroup.get("version").getAsString());
        assertEquals(group.directory().toString(), cgroup.get("path").getAsString());
      } finally {
        still.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void showPrintsItsOwnCgroupWithoutAPid() throws Exception {
    try (CgroupV2 group = CgroupV2.create("own group").limit(LIMIT);
        JavaProcess show = JavaProcess.commandLine("show", "--json").in(group).start()) {
      JsonObject cgroup = shownCgroup(show);
      assertEquals("v2", cgroup.get("version").getAsString());
      assertEquals(group.directory().toString(), cgroup.get("path").getAsString());
    }
  }

  @Test
  void theTerminationMessageOfAContainerIsInTheFileThatIsMountedForIt() throws Exception {
    Path directory = Files.createTempDirectory("headroom-it-words");
    Path message = KilledContainersMessageTest.newMessage(directory);
    try (Container container =
        KilledContainersMessageTest.ofAHog(Container.OciRuntime.CRUN, LIMIT, message)
            .start(KilledContainersMessageTest.hog().command())) {
      container.awaitEnd(Await.BOUND);
      assertEquals(137, container.release(), container::toString);
      KilledContainersMessageTest.assertOfAKill(message, "112 MiB");
    } finally {
      Files.delete(message);
      Files.delete(directory);
    }
  }

  @Test
  void aLimitChangedAtRunTimeIsInTheNextExport() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV2 group = CgroupV2.create("changed").limit(LIMIT);
        JavaProcess victim = idle(receiver, group)) {
      receiver.awaitPoint("the limit", point -> isLimit(point, OWN, LIMIT));
      for (long limit : new long[] {LIMIT - 16 * MIB, LIMIT + 16 * MIB}) {
        group.limit(limit);
        // The export under way when the limit was written may still have the old one.
        receiver.next();
        OtlpReceiver.Export export = receiver.next();
        assertEquals((double) limit, value(export, LIMIT_METRIC, OWN));
        assertEquals((double) limit, value(export, LIMIT_METRIC, EFFECTIVE));
      }
      assertTrue(victim.isAlive());
    }
  }

  @Test
  void aMoveToAnotherCgroupIsFollowed() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV2 from = CgroupV2.create("from").limit(LIMIT);
        CgroupV2 to = CgroupV2.create("to").limit(2 * LIMIT);
        JavaProcess victim = idle(receiver, from)) {
      receiver.awaitPoint("the first group's limit", point -> isLimit(point, OWN, LIMIT));
      to.add(victim.pid());
      OtlpReceiver.Export export =
          receiver.awaitPoint("the second group's limit", point -> isLimit(point, OWN, 2 * LIMIT));
      // Everything is of the second group, which was charged for next to nothing.
      double usage = value(export, "container.memory.usage", Map.of());
      assertTrue(usage < from.number("memory.current"), "usage of the old group: " + usage);
      assertTrue(victim.isAlive());
    }
  }

  @Test
  void aSwapLimitChangedAtRunTimeIsInTheNextExport() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV2 group = CgroupV2.create("swap limit").limit(LIMIT).swapLimit(64 * MIB);
        JavaProcess victim = idle(receiver, group)) {
      String metric = "headroom.container.memory.swap.limit";
      receiver.awaitPoint(
          "the swap limit", point -> point.is(metric, Map.of()) && point.value() == 64 * MIB);
      group.swapLimit(32 * MIB);
      // The export under way when the limit was written may still have the old one.
      receiver.next();
      assertEquals(32.0 * MIB, value(receiver.next(), metric, Map.of()));
      assertTrue(victim.isAlive());
    }
  }

  @Test
  void swapTakenAwayAtRunTimeIsInTheNextExport() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV2 group = CgroupV2.create("swap off").limit(LIMIT).swapLimit(64 * MIB);
        SwappedFile swapped = new SwappedFile(group);
        JavaProcess victim = idle(receiver, group)) {
      String metric = "headroom.container.memory.swap";
      receiver.awaitPoint("swap", point -> point.is(metric, Map.of()) && point.value() > 0);
      swapped.assertStillSwapped();
      swap("swapoff");
      try {
        receiver.next();
        OtlpReceiver.Export export = receiver.next();
        assertEquals(0, value(export, metric, Map.of()));
        assertEquals(
            value(export, "container.memory.rss", Map.of()),
            value(export, "headroom.container.memory.rss_swap", Map.of()));
        assertTrue(victim.isAlive());
      } finally {
        swap("swapon");
      }
    }
  }

  @Test
  void aContainerWithItsOwnNamespacePublishesItsOwnFigures() throws Exception {
    StillCgroup.inSomeGroup(this::assertPublishedOfAContainer);
  }

  private void assertPublishedOfAContainer() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Container container =
            Container.of(Container.OciRuntime.CRUN)
                .limit(LIMIT)
                .environment("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
                .environment("OTEL_METRIC_EXPORT_INTERVAL", "1000")
                .start(StillCgroup.victim().command())) {
      receiver.await(1);
      CgroupV2 group = CgroupV2.existing(container.cgroup());
      StillCgroup.assertPublished(receiver, () -> figures(group), container::isAlive);
    }
  }

  private static void swap(String command) throws Exception {
    Process process = new ProcessBuilder(command, "/dev/vda").redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }

  private static JavaProcess idle(OtlpReceiver receiver, CgroupV2 group) {
    return JavaProcess.running(Idle.class)
        .options("-Xmx32m", "-XX:+UseSerialGC")
        .agent("headroom.slow.interval=1s")
        .exportingTo(receiver.endpoint())
        .in(group)
        .start();
  }

  private static Map<String, Double> figures(CgroupV2 group, CgroupV2... ancestors) {
    return KernelFiguresV2.of(group, KernelFigures.physicalMemory(), ancestors);
  }

  private static JsonObject shownCgroup(String... arguments) throws Exception {
    try (JavaProcess show = JavaProcess.commandLine(arguments).start()) {
      return shownCgroup(show);
    }
  }

  private static JsonObject shownCgroup(JavaProcess show) {
    assertEquals(0, show.awaitExit(Await.BOUND), show::toString);
    return JsonParser.parseString(show.output()).getAsJsonObject().getAsJsonObject("cgroup");
  }

  private static boolean isLimit(MetricPoint point, Map<String, String> scope, long bytes) {
    return point.is(LIMIT_METRIC, scope) && point.value() == bytes;
  }

  private static double value(
      OtlpReceiver.Export export, String name, Map<String, String> attributes) {
    return export.points().stream()
        .filter(point -> point.is(name, attributes))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " " + attributes))
        .value();
  }

  /** A file on tmpfs that belongs to a group and lies in swap, where nobody disturbs it. */
  private record SwappedFile(CgroupV2 group, Path file) implements AutoCloseable {

    SwappedFile(CgroupV2 group) throws Exception {
      this(group, Path.of("/tmp/swapped"));
      // The guest's own files lie in a tmpfs.
      Process writer = group.start("cat \"$1\" \"$1\" >" + file, agentJar());
      assertEquals(0, writer.waitFor());
      group.reclaim(16 * MIB);
      assertStillSwapped();
    }

    void assertStillSwapped() {
      assertTrue(group.number("memory.swap.current") > 0, "nothing is in swap");
    }

    @Override
    public void close() throws IOException {
      Files.delete(file);
    }
  }
}
