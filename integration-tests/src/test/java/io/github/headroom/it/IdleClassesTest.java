package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a healthy JVM that exports has loaded of the agent: nothing of what is for a bad day. */
class IdleClassesTest {

  private static final String OURS = "io.github.headroom.agent.";

  /** On 2026-11-30 there were 190. */
  private static final int MOST = 196;

  @TempDir private static Path directory;

  /** Without what all their names begin with. */
  private static final Set<String> loaded = new TreeSet<>();

  @BeforeAll
  static void letAnIdleJvmExport() throws Exception {
    Path log = directory.resolve("classes.log");
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess idle =
            JavaProcess.running(Idle.class)
                .options(
                    "-Xmx32m",
                    "-XX:+UseSerialGC",
                    "-Djava.io.tmpdir=" + directory, // no recording of a JVM before it
                    "-Xlog:class+load:file=" + log + ":none")
                .agent()
                .exportingTo(receiver.endpoint())
                .start()) {
      receiver.await(3);
      assertTrue(idle.isAlive());
      for (String line : Files.readAllLines(log)) {
        String name = line.substring(0, line.indexOf(' '));
        if (name.startsWith(OURS)) {
          loaded.add(name.substring(OURS.length()));
        }
      }
    }
  }

  @Test
  void noMoreThanWereCounted() {
    assertTrue(loaded.size() <= MOST, () -> loaded.size() + " classes: " + loaded);
    assertTrue(loaded.contains("publish.MetricSender"), loaded::toString);
  }

  @Test
  void noneOfReliefOfBacktestsAndOfVerbs() {
    assertEquals(List.of(), of("relief.", "backtest.", "cli."));
  }

  @Test
  void noneOfEvents() {
    assertEquals(List.of(), of("publish.Event"));
  }

  @Test
  void noneThatReadsARecording() {
    assertEquals(List.of("report.Exit", "report.PreviousExit"), of("report."));
  }

  /** Threads and classes are counted by their groups in peace; no other area is looked into. */
  @Test
  void noLookThatIsForAnAreaThatGrows() {
    List<String> looks = of("cause.");
    looks.removeIf(name -> !name.endsWith("Look"));
    looks.removeAll(List.of("cause.Look", "cause.ThreadLook", "cause.ClassLook"));
    assertEquals(List.of(), looks);
  }

  @Test
  void noneThatTheJvmMakesOfALambda() {
    List<String> lambdas = new ArrayList<>(loaded);
    lambdas.removeIf(name -> !name.contains("Lambda"));
    assertEquals(List.of(), lambdas);
  }

  private static List<String> of(String... rooms) {
    List<String> found = new ArrayList<>();
    for (String name : loaded) {
      for (String room : rooms) {
        if (name.startsWith(room)) {
          found.add(name);
        }
      }
    }
    return found;
  }
}
