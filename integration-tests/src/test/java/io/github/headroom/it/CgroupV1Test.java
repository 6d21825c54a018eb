package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A JVM in a real cgroup (version 1) whose limit and place change while it runs. */
class CgroupV1Test {

  private static final long LIMIT = 256L << 20;
  private static final String LIMIT_METRIC = "headroom.container.memory.limit";
  private static final Map<String, String> OWN = Map.of("headroom.limit.scope", "own");
  private static final Map<String, String> EFFECTIVE = Map.of("headroom.limit.scope", "effective");

  @Test
  void aLimitChangedAtRunTimeIsInALaterExport() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess victim = victim(receiver, group)) {
      receiver.awaitPoint("the limit", point -> isLimit(point, OWN, LIMIT));
      group.limit(2 * LIMIT);
      receiver.awaitPoint("the new limit", point -> isLimit(point, OWN, 2 * LIMIT));
      receiver.awaitPoint("the new effective limit", point -> isLimit(point, EFFECTIVE, 2 * LIMIT));
      assertTrue(victim.isAlive());
    }
  }

  @Test
  void withoutALimitOfItsOwnTheAncestorsIsTheEffectiveOne() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 parent = CgroupV1.create().limit(LIMIT);
        CgroupV1 group = parent.child();
        JavaProcess victim = victim(receiver, group)) {
      OtlpReceiver.Export export =
          receiver.awaitPoint("the ancestor's limit", point -> isLimit(point, EFFECTIVE, LIMIT));
      assertEquals(List.of(), points(export, LIMIT_METRIC, OWN), "an own limit");
      assertTrue(victim.isAlive());
    }
  }

  @Test
  void anAncestorsLowerLimitIsTheEffectiveOneBesideTheOwn() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 parent = CgroupV1.create().limit(LIMIT);
        CgroupV1 group = parent.child().limit(2 * LIMIT);
        JavaProcess victim = victim(receiver, group)) {
      OtlpReceiver.Export export =
          receiver.awaitPoint("the ancestor's limit", point -> isLimit(point, EFFECTIVE, LIMIT));
      assertEquals(2 * LIMIT, points(export, LIMIT_METRIC, OWN).get(0).value());
      assertTrue(victim.isAlive());
    }
  }

  @Test
  void aMoveToAnotherCgroupIsFollowed() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 from = CgroupV1.create().limit(LIMIT);
        CgroupV1 to = CgroupV1.create().limit(3 * LIMIT);
        JavaProcess victim = victim(receiver, from)) {
      receiver.awaitPoint("the first group's limit", point -> isLimit(point, OWN, LIMIT));
      to.add(victim.pid());
      OtlpReceiver.Export export =
          receiver.awaitPoint("the second group's limit", point -> isLimit(point, OWN, 3 * LIMIT));
      // Everything is of the second group, which was charged for next to nothing.
      double usage = points(export, "container.memory.usage", Map.of()).get(0).value();
      assertTrue(usage < from.number("memory.usage_in_bytes"), "usage of the old group: " + usage);
      assertTrue(victim.isAlive());
    }
  }

  @Test
  void aVanishedCgroupIsLeftForTheNewOne() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 to = CgroupV1.create().limit(3 * LIMIT);
        CgroupV1 from = CgroupV1.create().limit(LIMIT);
        JavaProcess victim = victim(receiver, from)) {
      receiver.awaitPoint("the first group's limit", point -> isLimit(point, OWN, LIMIT));
      to.add(victim.pid());
      from.remove();
      receiver.awaitPoint("the second group's limit", point -> isLimit(point, OWN, 3 * LIMIT));
      assertTrue(victim.isAlive());
    }
  }

  private static JavaProcess victim(OtlpReceiver receiver, CgroupV1 group) {
    return JavaProcess.running(Idle.class)
        .options("-Xmx32m", "-XX:+UseSerialGC")
        .agent("headroom.slow.interval=1s")
        .exportingTo(receiver.endpoint())
        .in(group)
        .start();
  }

  private static boolean isLimit(MetricPoint point, Map<String, String> scope, long bytes) {
    return point.is(LIMIT_METRIC, scope) && point.value() == bytes;
  }

  private static List<MetricPoint> points(
      OtlpReceiver.Export export, String name, Map<String, String> attributes) {
    return export.points().stream().filter(point -> point.is(name, attributes)).toList();
  }
}
