package io.github.headroom.it;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.Container;
import io.github.headroom.it.parts.ContainerBuilder;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * To the byte, whichever Java it is and wherever it runs: {@link EqualityTest} in a group of this
 * machine and in containers (cgroup version 1); {@link EqualityV2Test} has version 2.
 */
@Execution(ExecutionMode.CONCURRENT)
class EqualityOnEveryJavaTest {

  private static final long LIMIT = 256L << 20;
  private static final long SWAP_LIMIT = 64L << 20;

  static Stream<Arguments> containers() {
    return Jdks.features().stream()
        .flatMap(
            feature ->
                Stream.of(Container.Namespace.values())
                    .map(namespace -> arguments(feature, namespace)));
  }

  @ParameterizedTest(name = "Java {0}")
  @MethodSource("io.github.headroom.it.parts.Jdks#features")
  void publishedFiguresEqualTheKernelsFiles(int feature) throws Exception {
    Path java = Jdks.java(feature);
    StillCgroup.inSomeGroup(() -> assertPublished(java));
  }

  private static void assertPublished(Path java) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT + SWAP_LIMIT);
        JavaProcess victim =
            StillCgroup.victim().java(java).exportingTo(receiver.endpoint()).in(group).start()) {
      victim.awaitOutput("ready");
      StillCgroup.assertPublished(receiver, () -> KernelFigures.of(group), victim::isAlive);
    }
  }

  @ParameterizedTest(name = "Java {0} in a container, cgroup namespace {1}")
  @MethodSource("containers")
  void publishedFiguresOfAContainerEqualTheKernelsFiles(int feature, Container.Namespace namespace)
      throws Exception {
    Path java = Jdks.java(feature);
    StillCgroup.inSomeGroup(() -> assertPublished(java, namespace));
  }

  private static void assertPublished(Path java, Container.Namespace namespace) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Container container =
            container(receiver, namespace).start(StillCgroup.victim().java(java).command())) {
      receiver.await(1);
      CgroupV1 group = CgroupV1.existing(container.cgroup());
      StillCgroup.assertPublished(receiver, () -> KernelFigures.of(group), container::isAlive);
    }
  }

  @ParameterizedTest(name = "Java {0}")
  @MethodSource("io.github.headroom.it.parts.Jdks#features")
  void shownFiguresEqualTheKernelsFilesOfAnotherProcessesGroup(int feature) throws Exception {
    Path java = Jdks.java(feature);
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT + SWAP_LIMIT)) {
      Process still =
          new ProcessBuilder(
                  "/bin/sh",
                  "-c",
                  "echo $$ >\"$0\"; echo in; exec sleep 600",
                  group.directory().resolve("cgroup.procs").toString())
              .start();
      try {
        still.inputReader().readLine();
        StillCgroup.assertShown(java, still.pid(), () -> KernelFigures.of(group));
      } finally {
        still.destroyForcibly().waitFor();
      }
    }
  }

  @ParameterizedTest(name = "cgroup namespace {0}")
  @EnumSource(Container.Namespace.class)
  void shownFiguresOfAContainerEqualTheKernelsFiles(Container.Namespace namespace)
      throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Container container = container(receiver, namespace).start(List.of("sleep", "600"))) {
      CgroupV1 group = CgroupV1.existing(container.cgroup());
      StillCgroup.assertShown(Jdks.current(), container.pid(), () -> KernelFigures.of(group));
    }
  }

  private static ContainerBuilder container(OtlpReceiver receiver, Container.Namespace namespace) {
    return Container.of(Container.OciRuntime.RUNC)
        .namespace(namespace)
        .limit(LIMIT)
        .memoryAndSwapLimit(LIMIT + SWAP_LIMIT)
        .environment("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
        .environment("OTEL_METRIC_EXPORT_INTERVAL", "1000");
  }
}
