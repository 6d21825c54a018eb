package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.GoldenVictim;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Hindrance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the application does to the whole JVM for a while; all the agent publishes comes back. */
class RecoveryTest {

  /** The agent's own, and those that a JVM of few files needs. */
  private static final int DESCRIPTORS = 96;

  @TempDir private Path recordings;

  @Test
  void aStormOfInterruptsTakesNothingAndTheRecordingGoesOn() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = GoldenVictim.group();
        JavaProcess jvm = victim(receiver, group).start()) {
      Set<String> before = allPublished(receiver, jvm);

      jvm.input("i").awaitOutput("interrupted");

      awaitPublished(before, receiver, jvm);
      awaitRecorded();
      jvm.endInput().awaitExit();
      assertEquals(List.of(), Guests.ours(jvm));
    }
  }

  @Test
  void descriptorsThatRunOutTakeNothingForLong() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = GoldenVictim.group();
        JavaProcess jvm = victim(receiver, group).descriptors(DESCRIPTORS).start()) {
      Set<String> before = allPublished(receiver, jvm);

      jvm.input("x").awaitOutput("exhausted");
      Guests.await(receiver, receiver.exports().size() + 4, jvm); // full passes all of them
      jvm.input("c").awaitOutput("closed");

      awaitPublished(before, receiver, jvm);
      awaitRecorded();
    }
  }

  @Test
  void aJvmThatIsShortOfThemFromTheStartIsPublishedOnceItIsNotAndUnharmed() throws Exception {
    for (int tries = 1; ; tries++) {
      try (OtlpReceiver receiver = OtlpReceiver.start();
          CgroupV1 group = GoldenVictim.group();
          JavaProcess jvm = victim(receiver, group, "x").descriptors(DESCRIPTORS).start()) {
        Await.until(
            "a start that waits",
            () ->
                jvm.errors().contains("descriptors")
                    || !receiver.exports().isEmpty()
                    || !jvm.isAlive(),
            jvm::toString);
        if (!receiver.exports().isEmpty()) {
          assertTrue(tries < 5, "the agent started before main() each time");
          continue;
        }

        jvm.input("c").awaitOutput("closed");

        Set<String> published = allPublished(receiver, jvm);
        for (String name :
            List.of("container.memory.usage", "jvm.class.count", "jvm.thread.count")) {
          assertTrue(published.toString().contains(name), published::toString);
        }
        assertTrue(published.toString().contains("java_heap"), published::toString);
        awaitRecorded();
        jvm.input("m").awaitOutput("classes true");
        return;
      }
    }
  }

  private JavaProcess.Builder victim(OtlpReceiver receiver, CgroupV1 group, String... arguments) {
    return Guests.guest(Jdks.current(), receiver.endpoint(), Hindrance.class, arguments)
        .environment("HEADROOM_SLOW_INTERVAL", "1000")
        .environment("HEADROOM_RECORDER_DIR", recordings.toString())
        .in(group);
  }

  /** What is published of a JVM that has settled. */
  private static Set<String> allPublished(OtlpReceiver receiver, JavaProcess jvm) {
    Guests.await(receiver, receiver.exports().size() + 4, jvm);
    return published(receiver.exports().get(receiver.exports().size() - 1));
  }

  private static void awaitPublished(Set<String> expected, OtlpReceiver receiver, JavaProcess jvm) {
    int before = receiver.exports().size();
    Await.until(
        "all metrics",
        () -> {
          List<OtlpReceiver.Export> all = receiver.exports();
          return all.size() > before && published(all.get(all.size() - 1)).containsAll(expected);
        },
        () -> {
          Set<String> missing = new TreeSet<>(expected);
          missing.removeAll(published(receiver.exports().get(receiver.exports().size() - 1)));
          return missing + " missing of " + jvm;
        });
  }

  private static Set<String> published(OtlpReceiver.Export export) {
    Set<String> series = new TreeSet<>();
    for (MetricPoint point : export.points()) {
      series.add(point.name() + point.attributes());
    }
    return series;
  }

  /** The newest recording changes. */
  private void awaitRecorded() throws IOException {
    Path file;
    try (Stream<Path> files = Files.list(recordings)) {
      file = files.max(Path::compareTo).orElseThrow();
    }
    byte[] before = Files.readAllBytes(file);
    Await.until("a record", () -> !Arrays.equals(before, Files.readAllBytes(file)));
  }
}
