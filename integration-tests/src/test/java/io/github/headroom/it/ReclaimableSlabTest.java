package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.evidence.KernelLog;
import io.github.headroom.it.evidence.OomReport;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.scenes.KernelMessages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A group of version 1 that is full of dentries, which none of its files reports. */
class ReclaimableSlabTest {

  private static final long LIMIT = 200L << 20;
  private static final int NAMES = 1 << 17;

  /** What DentryHog prints when it has asked for all of them. */
  private static final long ASKED = NAMES * 448L;

  @Test
  void whatCanBeTakenBesideDentriesLiesBetweenExpectedAndOptimistic() throws Exception {
    // On a disk, since tmpfs keeps no such answers.
    Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "headroom-it-slab");
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess victim = dentries(directory, receiver).in(group).start()) {
      victim.awaitOutput(" " + ASKED);
      OtlpReceiver.Export export = receiver.await(receiver.exports().size() + 2);
      double kernel = value(export, "headroom.container.memory.kernel", Map.of());
      assertTrue(kernel > ASKED / 2, "nothing to reclaim, the kernel holds " + kernel);

      double taken = anonAtTheKill(group) - value(export, "container.memory.rss", Map.of());

      double expected = headroom(export, "expected");
      double optimistic = headroom(export, "optimistic");
      String all = "expected " + expected + ", taken " + taken + ", optimistic " + optimistic;
      assertTrue(expected < taken && taken < optimistic, all);
      assertTrue(victim.isAlive());
    } finally {
      Files.delete(directory);
    }
  }

  private static JavaProcess.Builder dentries(Path directory, OtlpReceiver receiver) {
    String[] arguments = {
      "--directory", directory.toString(), "--names", "" + NAMES, "--rate", "" + (64 << 20)
    };
    return JavaProcess.victim("DentryHog", arguments)
        .options("-Xmx32m", "-XX:+UseSerialGC")
        .agent()
        .exportingTo(receiver.endpoint());
  }

  /** Has another process take all that it gets, which is more than the JVM has. */
  private static double anonAtTheKill(CgroupV1 group) throws Exception {
    KernelMessages messages = KernelMessages.fromNow();
    String procs = group.directory().resolve("cgroup.procs").toString();
    // A line without an end, which tail keeps.
    String take = "echo $$ >\"$0\"; exec tail /dev/zero";
    Process taker = new ProcessBuilder("/bin/sh", "-c", take, procs).start();
    assertEquals(137, taker.waitFor());
    OomReport report =
        KernelLog.of(messages.since()).reports().stream()
            .filter(of -> of.pid() == taker.pid())
            .findFirst()
            .orElseThrow();
    return report.stat().get("total_rss");
  }

  private static double headroom(OtlpReceiver.Export export, String estimate) {
    return value(export, "headroom.oom.headroom", Map.of("headroom.estimate", estimate));
  }

  private static double value(
      OtlpReceiver.Export export, String name, Map<String, String> attributes) {
    return export.points().stream()
        .filter(point -> point.is(name, attributes))
        .mapToDouble(MetricPoint::value)
        .findFirst()
        .orElseThrow();
  }
}
