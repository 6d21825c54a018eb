package io.github.headroom.it;

import io.github.headroom.it.parts.CgroupV2;
import io.github.headroom.it.parts.Container;
import io.github.headroom.it.parts.InGuest;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * To the byte, on every Java: of a group and of a container (cgroup version 2), both at a time
 * since it is the starting that takes long there.
 */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(InGuest.class)
class EqualityV2Test {

  private static final long LIMIT = 160L << 20;

  @Test
  void java8() throws Exception {
    assertEqual(Jdks.java(8));
  }

  @Test
  void java17() throws Exception {
    assertEqual(Jdks.java(17));
  }

  @Test
  void newestJava() throws Exception {
    assertEqual(Jdks.java(Jdks.NEWEST));
  }

  static void assertEqual(Path java) throws Exception {
    StillCgroup.inSomeGroup(() -> assertPublished(java));
    StillCgroup.inSomeGroup(() -> assertPublishedOfAContainer(java));
  }

  private static void assertPublished(Path java) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV2 group = CgroupV2.create("every java").limit(LIMIT);
        JavaProcess victim =
            StillCgroup.victim().java(java).exportingTo(receiver.endpoint()).in(group).start()) {
      receiver.await(1);
      StillCgroup.assertPublished(receiver, () -> KernelFiguresV2.of(group), victim::isAlive);
    }
  }

  private static void assertPublishedOfAContainer(Path java) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Container container =
            Container.of(Container.OciRuntime.CRUN)
                .limit(LIMIT)
                .environment("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
                .environment("OTEL_METRIC_EXPORT_INTERVAL", "1000")
                .start(StillCgroup.victim().java(java).command())) {
      receiver.await(1);
      CgroupV2 group = CgroupV2.existing(container.cgroup());
      StillCgroup.assertPublished(receiver, () -> KernelFiguresV2.of(group), container::isAlive);
    }
  }
}
