package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Container;
import io.github.headroom.it.parts.ContainerBuilder;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Places that give little: nothing to write to, no rights, no /tmp, a limit that Java misses. */
@Execution(ExecutionMode.CONCURRENT)
class PlacesTest {

  private static final long LIMIT = 200L << 20;
  private static final int NOBODY = 65534;

  /** A root without /tmp, made of the machine's directories. */
  private static final String WITHOUT_TMP =
      """
      for name in bin lib lib64 usr etc opt home root var proc sys dev; do
        [ -e /$name ] || continue
        mkdir -p "$0/$name" && mount --rbind /$name "$0/$name" || exit 125
      done
      exec chroot "$0" "$@"
      """;

  /** Everybody may read it, it is not in /tmp and it is not in the build, where that may be. */
  private static Path readable;

  private static Path jar;

  @BeforeAll
  static void copyWhatIsRun() throws IOException {
    readable = Files.createTempDirectory(Path.of("/var/tmp"), "headroom-it-places");
    Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
    jar = Files.copy(JavaProcess.agentJar(), readable.resolve("headroom-agent.jar"));
    Path idle = readable.resolve(Idle.class.getName().replace('.', '/') + ".class");
    Files.createDirectories(idle.getParent());
    try (InputStream from = Idle.class.getResourceAsStream("Idle.class")) {
      Files.copy(from, idle);
    }
  }

  @AfterAll
  static void deleteIt() throws IOException {
    try (var files = Files.walk(readable)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReadOnlyRootAndAUserWithoutRightsTakeNothingAway(Container.Namespace namespace)
      throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Container container =
            container(receiver)
                .namespace(namespace)
                .user(NOBODY)
                .readOnlyRoot()
                .start(small(Jdks.current(), agent()))) {
      assertLimitAndProcess(receiver, container);
      assertEquals("", container.errors());
    }
  }

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {8, 17, Jdks.NEWEST})
  void aTmpThatCannotBeWrittenToTakesNothingAway(int feature) throws Exception {
    Path java = Jdks.java(feature);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Container container =
            container(receiver).readOnlyRoot().tmpfs("/tmp", "ro").start(small(java, agent()))) {
      assertLimitAndProcess(receiver, container);
      assertEquals("", container.errors());
    }
  }

  @Test
  void attachingWithAReadOnlyTmpNamesWhatItNeeds() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Container container =
            container(receiver).readOnlyRoot().tmpfs("/tmp", "ro").start(small(Jdks.current()))) {
      Await.until("ready", () -> container.output().contains("ready"), container::toString);
      List<String> command =
          new ArrayList<>(
              List.of("nsenter", "--target", "" + container.pid(), "--mount", "--pid", "--"));
      command.addAll(attach("1"));
      Process attach = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = output(attach);
      assertEquals(1, attach.waitFor(), output);
      assertTrue(output.contains("writable /tmp"), output);
      assertTrue(container.isAlive(), container::toString);
      assertEquals("", container.errors());
    }
  }

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {8, 17, Jdks.NEWEST})
  void noTmpAtAllTakesNothingAway(int feature) throws Exception {
    List<String> command = withoutTmp(small(Jdks.java(feature), agent()));
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint());
      builder.environment().put("OTEL_METRIC_EXPORT_INTERVAL", "300");
      builder.environment().put("HEADROOM_LOG_LEVEL", "warn");
      builder.environment().put("HEADROOM_METRICS", "full");
      Process process = builder.start();
      try {
        Await.until("two exports", () -> receiver.exports().size() >= 2 || !process.isAlive());
        process.getOutputStream().close();
        assertEquals("ready\ndone\n", output(process));
        assertEquals(0, process.waitFor());
        assertTrue(has(receiver, "process.memory.usage"));
        assertTrue(has(receiver, "container.memory.usage"));
        assertTrue(has(receiver, "jvm.memory.used"));
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void attachingWithoutATmpNamesWhatItNeeds() throws Exception {
    Process process = new ProcessBuilder(withoutTmp(small(Jdks.current()))).start();
    try {
      assertEquals("ready", process.inputReader().readLine());
      String pid = Long.toString(process.pid()); // unshare and chroot exec, they do not fork
      List<String> command = new ArrayList<>(List.of("nsenter", "--target", pid, "--mount"));
      command.addAll(List.of("--root", "--wd", "--"));
      command.addAll(attach(pid));
      Process attach = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = output(attach);
      assertEquals(1, attach.waitFor(), output);
      assertTrue(output.contains("writable /tmp"), output);
      assertTrue(process.isAlive());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /**
   * 17.0.15 meets a NullPointerException there (CgroupUtil.readStringValue) and sizes its heap by
   * the machine. That is so with and without the agent, whose figures are right all the same.
   */
  @Test
  void aJavaThatDoesNotSeeItsLimitStaysAsItIsAndTheFiguresAreRight() throws Exception {
    Path java = Jdks.java(17);
    String[] printing = {"-XX:+PrintFlagsFinal", "-version"};
    String alone = maxHeapSize(java, printing);
    assertEquals(alone, maxHeapSize(java, agent(), printing[0], printing[1]));
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Container container =
            container(receiver)
                .environment("HEADROOM_RECORDER", "off")
                .start(command(java, agent(), "-cp", readable.toString(), main()))) {
      assertLimitAndProcess(receiver, container);
      List<String> output = container.errors().lines().toList();
      assertEquals(1, output.size(), container::toString);
      assertTrue(
          output.get(0).startsWith("[headroom] WARN this JVM does not see its limit"),
          container::toString);
      double heap =
          receiver.exports().get(1).points().stream()
              .filter(point -> point.name().equals("jvm.memory.limit"))
              .filter(point -> "heap".equals(point.attributes().get("jvm.memory.type")))
              .mapToDouble(MetricPoint::value)
              .max()
              .orElseThrow();
      System.out.println(
          "Java 17 in a container of "
              + LIMIT
              + " bytes: MaxHeapSize "
              + alone
              + ", published "
              + heap);
    }
  }

  private static String maxHeapSize(Path java, String... options) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Container container = container(receiver).start(command(java, options))) {
      container.awaitEnd(Await.BOUND);
      return container
          .output()
          .lines()
          .filter(line -> line.contains(" MaxHeapSize "))
          .map(line -> line.replaceAll("\\D+", " ").strip())
          .findFirst()
          .orElseThrow(() -> new AssertionError(container.toString()));
    }
  }

  private static void assertLimitAndProcess(OtlpReceiver receiver, Container container) {
    Await.until(
        "two exports",
        () -> receiver.exports().size() >= 2 || !container.isAlive(),
        container::toString);
    Map<String, String> own = Map.of("headroom.limit.scope", "own");
    List<Double> limit =
        receiver.exports().get(1).points().stream()
            .filter(point -> point.is("headroom.container.memory.limit", own))
            .map(MetricPoint::value)
            .toList();
    assertEquals(List.of((double) LIMIT), limit, container::toString);
    assertTrue(has(receiver, "process.memory.usage"), container::toString);
    assertTrue(has(receiver, "headroom.process.memory.anon"), container::toString);
    assertTrue(has(receiver, "jvm.thread.count"), container::toString);
  }

  private static boolean has(OtlpReceiver receiver, String name) {
    return receiver.exports().get(1).points().stream().anyMatch(point -> point.name().equals(name));
  }

  private static ContainerBuilder container(OtlpReceiver receiver) {
    return Container.of(Container.OciRuntime.RUNC)
        .limit(LIMIT)
        .environment("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
        .environment("OTEL_METRIC_EXPORT_INTERVAL", "300")
        .environment("HEADROOM_LOG_LEVEL", "warn");
  }

  private static List<String> small(Path java, String... options) {
    List<String> command = command(java, "-Xmx48m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", readable.toString(), main()));
    return command;
  }

  private static List<String> command(Path java, String... arguments) {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String main() {
    return Idle.class.getName();
  }

  private static String agent() {
    return "-javaagent:" + jar;
  }

  private static List<String> attach(String pid) {
    return command(Jdks.current(), "-jar", jar.toString(), "attach", pid);
  }

  private static List<String> withoutTmp(List<String> inside) throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root to make a root");
    Path root = Files.createTempDirectory(readable, "root");
    List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", WITHOUT_TMP));
    command.add(root.toString());
    command.addAll(inside);
    return command;
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
