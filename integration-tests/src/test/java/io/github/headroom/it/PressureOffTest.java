package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.CgroupV2;
import io.github.headroom.it.parts.InGuest;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A kernel booted with {@code psi=0}, which is how the RHEL family ships it. Debian's 6.1 has no
 * memory.pressure then; the EOPNOTSUPP that other kernels answer cannot be had from it.
 */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(InGuest.class)
@InGuest.KernelParameters("psi=0")
class PressureOffTest {

  private static final long LIMIT = 112L << 20;

  @Test
  void aKernelWithoutPressureLacksOnlyThoseFigures() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV2 group = CgroupV2.create("no pressure").limit(LIMIT);
        JavaProcess victim =
            JavaProcess.running(Idle.class)
                .options("-Xmx32m", "-XX:+UseSerialGC")
                .agent("headroom.slow.interval=1s")
                .exportingTo(receiver.endpoint())
                .in(group)
                .start()) {
      Path pressure = group.directory().resolve("memory.pressure");
      assertThrows(IOException.class, () -> Files.readString(pressure));

      List<MetricPoint> points = receiver.await(3).points();

      assertEquals(
          List.of(),
          points.stream()
              .map(MetricPoint::name)
              .filter(name -> name.contains("pressure"))
              .toList());
      assertTrue(
          points.stream()
              .anyMatch(
                  point ->
                      point.is(
                              "headroom.container.memory.limit",
                              Map.of("headroom.limit.scope", "own"))
                          && point.value() == LIMIT));
      assertTrue(points.stream().anyMatch(point -> point.is("container.memory.usage", Map.of())));
      assertEquals(
          List.of(), victim.errors().lines().filter(line -> line.contains(" WARN ")).toList());
    }
  }
}
