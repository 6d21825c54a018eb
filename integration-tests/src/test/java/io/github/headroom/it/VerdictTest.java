package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The verdict against what the kernel then does. */
@Execution(ExecutionMode.CONCURRENT)
class VerdictTest {

  private static final long LIMIT = 200L << 20;
  private static final int KILLED = 128 + 9;

  @Test
  void aLeakOfMallocIsForecastBeforeTheKernelKills() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT);
        JavaProcess victim =
            JavaProcess.victim("UnsafeHog", "--rate", "" + (3 << 20))
                .options("-Xmx64m", "-XX:+UseSerialGC")
                .agent()
                .exportingTo(receiver.endpoint())
                .in(group)
                .start()) {
      assertEquals(KILLED, victim.awaitExit(Await.BOUND), victim::toString);
      List<OtlpReceiver.Export> growing =
          receiver.exports().stream()
              .filter(export -> verdicts(export).equals(Set.of("growing")))
              .toList();
      assertFalse(growing.isEmpty(), victim::toString);
      for (OtlpReceiver.Export export : growing) {
        assertEquals(
            Set.of("native_other"), ones(export, "headroom.oom.culprit", "headroom.memory.area"));
        assertTrue(timeToKill(export, "low") <= timeToKill(export, "mid"));
        assertTrue(timeToKill(export, "mid") <= timeToKill(export, "high"));
      }
      OtlpReceiver.Export first = growing.get(0);
      double lived =
          seconds(receiver.exports().get(receiver.exports().size() - 1)) - seconds(first);
      double estimate = timeToKill(first, "mid");
      // Minutes or seconds, that is what somebody who is called has to know.
      assertTrue(
          lived / 2 < estimate && estimate < lived * 2,
          () -> estimate + " s estimated, lived for " + lived);
      assertTrue(
          victim.errors().contains("WARN growing: native_other grows by "), victim::toString);
    }
  }

  @Test
  void aSteadyServiceNeverLeavesFits() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess victim =
            JavaProcess.victim("SteadyService", "--cache", "" + (24 << 20))
                .options("-Xmx64m", "-XX:+UseSerialGC")
                .agent()
                .exportingTo(receiver.endpoint())
                .in(group)
                .start()) {
      receiver.await(60);
      Set<String> estimate = new TreeSet<>();
      boolean fits = false;
      for (OtlpReceiver.Export export : receiver.exports()) {
        estimate.addAll(verdicts(export));
        fits |= estimate.contains("fits");
        assertEquals(Set.of(fits ? "fits" : "unknown"), verdicts(export), victim::toString);
      }
      assertEquals(Set.of("fits", "unknown"), estimate, victim::toString);
    }
  }

  private static Set<String> verdicts(OtlpReceiver.Export export) {
    return ones(export, "headroom.oom.verdict", "headroom.verdict");
  }

  /** The values of the attribute whose points are 1. */
  private static Set<String> ones(OtlpReceiver.Export export, String metric, String attribute) {
    Set<String> values = new TreeSet<>();
    for (MetricPoint point : export.points()) {
      if (point.name().equals(metric) && point.value() == 1) {
        values.add(point.attributes().get(attribute));
      }
    }
    return values;
  }

  private static double timeToKill(OtlpReceiver.Export export, String bound) {
    return export.points().stream()
        .filter(p -> p.is("headroom.oom.time_to_kill", Map.of("headroom.bound", bound)))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static double seconds(OtlpReceiver.Export export) {
    return export.points().get(0).timeNanos() / 1e9;
  }
}
