package io.github.headroom.it.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The agent in pods of a real kubelet (1.20), and what the kubelet reports of them after a kill.
 */
class KubeletTest {

  private static final List<String> APPLICATION =
      InjectedPod.hog("DirectBufferHog", "-XX:MaxDirectMemorySize=1g");

  @TempDir private static Path directory;
  private static Node node;
  private static Receiver receiver;

  @BeforeAll
  static void thePodsAreStarted() throws IOException {
    Node.assumePossible();
    Map<String, Path> images =
        Images.write(Files.createDirectory(directory.resolve("tars")), APPLICATION);
    node = Node.start(Files.createDirectory(directory.resolve("node")), images);
    receiver = Receiver.start(node, Files.createDirectory(directory.resolve("received")));
    node.run(InjectedPod.of("readonly", receiver.endpoint(), true, true));
    node.run(InjectedPod.of("writable", receiver.endpoint(), false, true));
    node.run(InjectedPod.withASidecar(InjectedPod.of("two", receiver.endpoint(), true, true)));
    node.run(InjectedPod.losingAChild(InjectedPod.of("child", receiver.endpoint(), true, true)));
    node.run(InjectedPod.idle(InjectedPod.of("idle", receiver.endpoint(), true, true)));
  }

  @AfterAll
  static void theNodeEnds() throws IOException {
    if (receiver != null) {
      receiver.close();
    }
    if (node != null) {
      node.close();
    }
  }

  /** The root file system of one is read only, that of the other has a /tmp to write to. */
  @ParameterizedTest
  @ValueSource(strings = {"readonly", "writable"})
  void aKillInAPodAsTheOperatorMakesItIsInItsStatusAndKnownToTheNextStart(String name)
      throws Exception {
    JsonObject pod = awaitKill(name);
    assertEquals("OOMKilled, 137", Pods.end(pod), pod::toString);
    String message = Pods.message(pod);
    assertTrue(
        message.matches(
            "(?s)\\[headroom\\] [0-9.]+ MiB left of 160 MiB, verdict (growing|spike), culprit"
                + " direct_buffers, .*"),
        message);
    receiver.await(
        "the kill before",
        point ->
            point.is("headroom.agent.previous_exit", Map.of("headroom.exit", "oom_kill"))
                && name.equals(point.resource().get("service.name")),
        node);
    assertRecorded(node.emptyDir(pod, InjectedPod.VOLUME));
  }

  @Test
  void oneOfTwoJvmsInAPodIsKilledAndTheOtherRunsOn() {
    JsonObject pod = awaitKill("two");

    assertTrue(Pods.message(pod).contains("culprit direct_buffers"), pod::toString);
    JsonObject sidecar = Pods.status(pod, "sidecar");
    assertEquals(0, Pods.restarts(pod, "sidecar"), pod::toString);
    assertTrue(sidecar.getAsJsonObject("state").has("running"), pod::toString);
  }

  /** Both containers have the variables of one, as a copied manifest may. */
  @Test
  void twoContainersOnOneVolumeHaveEachItsOwnRecording() throws IOException {
    Path volume = node.emptyDir(awaitKill("two"), InjectedPod.VOLUME);

    Await.until(
        "a recording of each",
        () -> containersOfRecordings(volume).equals(Set.of("checkout", "sidecar")),
        node::toString);
  }

  private static Set<String> containersOfRecordings(Path volume) throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path file : recordings(volume)) {
      try { // the header is plain text
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Matcher line = Pattern.compile("\nk8s_container_name=(.*)\n").matcher(text);
        names.add(line.find() ? line.group(1) : "none in " + file);
      } catch (NoSuchFileException e) {
        // The next start has made room.
      }
    }
    return names;
  }

  /** The kubelet shows nothing of it: the container's first process lives on. */
  @Test
  void theKillOfAChildIsCountedByTheAgentAlone() throws IOException {
    receiver.await(
        "the kill of the child",
        point ->
            point.is(
                    "headroom.container.memory.events", Map.of("headroom.memory.event", "oom_kill"))
                && "child".equals(point.resource().get("service.name"))
                && point.value() == 1,
        node);

    assertTrue(log("child").contains("child: exit 137"), () -> log("child"));
    JsonObject child = node.pod("child");
    assertEquals(0, Pods.restarts(child, Pods.CHECKOUT), child::toString);
    assertNull(Pods.lastEnd(child, Pods.CHECKOUT), child::toString);
  }

  @Test
  void theKubeletsCadvisorHasTheSameFiguresToTheByte() throws Exception {
    Await.until(
        "an idle JVM", () -> log("idle").contains("memory cgroup v1"), () -> log("idle") + node);

    Cadvisor beside = Cadvisor.of(node, node.pod("idle"), directory);

    Cadvisor.FIGURES.forEach(
        (their, our) -> assertEquals(beside.theirs().get(their), beside.ours().get(our), their));
  }

  /** The first run's recording is on the volume, and the command line reads the kill from it. */
  private static void assertRecorded(Path volume) throws Exception {
    List<Path> recordings = recordings(volume);
    assertTrue(recordings.size() >= 2, recordings::toString);
    try (JavaProcess report =
        JavaProcess.commandLine("report", recordings.get(0).toString()).start()) {
      report.awaitExit();
      assertTrue(
          report.output().matches("(?s).*\\nended +oom_kill .*\\nculprit +direct_buffers\\n.*"),
          report::toString);
    }
  }

  private static List<Path> recordings(Path volume) throws IOException {
    try (Stream<Path> files = Files.list(volume.resolve("headroom-65532"))) {
      return files.filter(file -> file.toString().endsWith(".headroom")).sorted().toList();
    }
  }

  private static JsonObject awaitKill(String name) {
    List<JsonObject> killed = new ArrayList<>();
    Await.until(
        "the kill",
        () -> {
          JsonObject pod = node.pod(name);
          if (pod != null && Pods.lastEnd(pod, Pods.CHECKOUT) != null) {
            killed.add(pod);
          }
          return !killed.isEmpty();
        },
        () -> node.pod(name) + "\n" + log(name) + "\n" + node);
    return killed.get(0);
  }

  private static String log(String name) {
    try {
      return node.log(name, "checkout");
    } catch (IOException e) {
      return e.toString();
    }
  }
}
