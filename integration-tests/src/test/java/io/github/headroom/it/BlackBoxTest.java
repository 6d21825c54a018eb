package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.OpensFiles;
import io.github.headroom.it.victim.ShutdownHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the recorder leaves of a JVM that the kernel, a person or itself ended. */
class BlackBoxTest {

  private static final long LIMIT = 200L << 20;
  private static final int KILLED = 128 + 9;

  @TempDir Path recordings;

  @Test
  void anOomKillIsCertainWhileItsCgroupIsThereAndStaysSoAfterwards() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      try (CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT)) {
        try (JavaProcess victim =
            victim(receiver, "UnsafeHog", "--rate", "" + (4 << 20)).in(group).start()) {
          assertEquals(KILLED, victim.awaitExit(Await.BOUND), victim::toString);
        }
        String report = report();
        assertTrue(report.contains("\"exit\": \"oom_kill\""), report);
        assertTrue(report.contains("\"certainty\": \"certain\""), report);
        assertTrue(report.contains("\"culprit\": \"native_other\""), report);
        try (JavaProcess next = victim(receiver, "UnsafeHog", "--most", "0").in(group).start()) {
          Await.until(
              "how the last one ended",
              () -> next.errors().contains("WARN the JVM before this one ended by oom_kill"),
              next::toString);
        }
      }
      Path oldest = files().get(0);
      for (Path later : files().subList(1, files().size())) {
        Files.delete(later);
      }
      String report = report();
      assertTrue(report.contains("\"exit\": \"oom_kill\""), report);
      assertTrue(report.contains("\"certainty\": \"certain\""), report);
      String replayed = run("replay", oldest.toString());
      assertTrue(replayed.endsWith(" 0 differ from what was recorded\n"), replayed);
    }
  }

  @Test
  void killMinusNineOfAHealthyOneIsNoOomKill() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT)) {
      JavaProcess victim = victim(receiver, "SteadyService").in(group).start();
      try (victim) {
        receiver.await(3);
        String live = run("report", recordings.toString());
        assertTrue(live.contains("not yet: the JVM is running"), live);
      } // which is a SIGKILL
      String report = report();
      assertTrue(report.contains("\"exit\": \"killed\""), report);
      assertTrue(report.contains("\"certainty\": \"certain\""), report);
    }
  }

  @Test
  void aLeakInAShutdownHookIsAnOomKillWithItsTerminationMessage() throws Exception {
    Path message = KilledContainersMessageTest.newMessage(recordings);
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT);
        JavaProcess victim = hooked("leak", message).in(group).start()) {
      awaitRecords(victim, 2);
      assertTrue(ProcessHandle.of(victim.pid()).orElseThrow().destroy());
      assertEquals(KILLED, victim.awaitExit(Await.BOUND), victim::toString);
      assertTrue(victim.output().contains("hook\n"), victim::toString);

      String report = report();
      assertTrue(report.contains("\"exit\": \"oom_kill\""), report);
      assertTrue(report.contains("\"certainty\": \"certain\""), report);
      assertTrue(report.contains("did not come to its end"), report);
      String text = Files.readString(message);
      assertTrue(text.startsWith("[headroom] "), text);
      assertTrue(text.contains("native_other"), text);
    }
  }

  @Test
  void aShutdownThatIsCutOffIsNotClean() throws Exception {
    Path message = KilledContainersMessageTest.newMessage(recordings);
    try (JavaProcess victim = hooked("hang", message).start()) {
      awaitRecords(victim, 2);
      assertTrue(ProcessHandle.of(victim.pid()).orElseThrow().destroy());
      victim.awaitOutput("hook");
      awaitRecords(victim, records() + 3);
    } // which is a SIGKILL

    String report = report();
    assertTrue(report.contains("\"exit\": \"killed\""), report);
    assertTrue(report.contains("did not come to its end"), report);
    assertTrue(Files.readString(message).startsWith("[headroom] "));
  }

  @Test
  void aSlowShutdownIsRecordedToItsEndAndClean() throws Exception {
    Path message = KilledContainersMessageTest.newMessage(recordings);
    try (JavaProcess victim = hooked("slow", message).start()) {
      awaitRecords(victim, 2);
      assertTrue(ProcessHandle.of(victim.pid()).orElseThrow().destroy());
      victim.awaitExit();
      assertTrue(victim.output().endsWith("hooked\n"), victim::toString);
    }

    String report = report();
    assertTrue(report.contains("\"exit\": \"clean\""), report);
    assertTrue(report.contains("came to its end"), report);
    assertEquals("", Files.readString(message));
  }

  private JavaProcess.Builder hooked(String way, Path message) {
    return JavaProcess.running(ShutdownHook.class, way)
        .options("-Xmx64m", "-XX:+UseSerialGC")
        .agent()
        .environment("OTEL_METRICS_EXPORTER", "none")
        .environment("HEADROOM_TERMINATION_MESSAGE", message.toString())
        .environment("HEADROOM_RECORDER_DIR", recordings.toString());
  }

  /** A descriptor that is closed drops the locks of its whole process. */
  @Test
  void anApplicationThatOpensAndClosesItsRecordingIsAlive() throws Exception {
    try (JavaProcess victim =
        JavaProcess.running(OpensFiles.class, recordings.toString())
            .agent()
            .environment("OTEL_METRICS_EXPORTER", "none")
            .environment("HEADROOM_RECORDER_DIR", recordings.toString())
            .start()) {
      awaitRecords(victim, 2);
      victim.input("now").awaitOutput("closed");
      assertFalse(RecordingFile.isHeld(files().get(0)), "the lock has been dropped");
      String live = run("report", recordings.toString());
      assertTrue(live.contains("not yet: the JVM is running"), live);
    }
    assertTrue(report().contains("\"exit\": \"killed\""));
  }

  @Test
  void sigtermAndTheProgramsOwnEndAreClean() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim = victim(receiver, "SteadyService").start()) {
      receiver.await(2);
      assertTrue(ProcessHandle.of(victim.pid()).orElseThrow().destroy());
      victim.awaitExit();
      String report = report();
      assertTrue(report.contains("\"exit\": \"clean\""), report);
    }
  }

  @Test
  void withoutAnExporterItRecordsAndSendsNothing() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim =
            victim(receiver, "SteadyService")
                .environment("OTEL_METRICS_EXPORTER", "none")
                .start()) {
      awaitRecords(victim, 10);
      assertEquals(List.of(), receiver.exports());
      assertFalse(victim.errors().contains("WARN"), victim::errors);
    }
    assertTrue(report().contains("\"exit\": \"killed\""));
  }

  @Test
  void anExporterThatCannotBeCreatedIsLoggedAndTheRecordingContinues() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim =
            victim(receiver, "SteadyService")
                .exportingTo(receiver.endpoint().replace("http:", "https:"))
                .environment("OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such.pem")
                .start()) {
      String text = "otel.exporter.otlp.certificate: /no/such.pem: there is no such file";
      Await.until("the file named", () -> victim.errors().contains(text), victim::toString);
      awaitRecords(victim, records() + 3);
      assertEquals(victim.errors().indexOf(text), victim.errors().lastIndexOf(text));
    }
  }

  private void awaitRecords(JavaProcess of, int count) {
    Await.until(count + " records", () -> records() >= count, of::toString);
  }

  private int records() throws IOException {
    if (files().isEmpty()) {
      return 0;
    }
    return JsonParser.parseString(report()).getAsJsonObject().get("records").getAsInt();
  }

  private JavaProcess.Builder victim(OtlpReceiver receiver, String name, String... arguments) {
    return JavaProcess.victim(name, arguments)
        .options("-Xmx64m", "-XX:+UseSerialGC")
        .agent()
        .exportingTo(receiver.endpoint())
        .environment("HEADROOM_RECORDER_DIR", recordings.toString());
  }

  private String report() throws IOException {
    return run("report", "--json", recordings.toString());
  }

  private static String run(String... arguments) throws IOException {
    try (JavaProcess command = JavaProcess.commandLine(arguments).start()) {
      assertEquals(0, command.awaitExit(), command::toString);
      return command.output();
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(recordings)) {
      return files.filter(file -> file.toString().endsWith(".headroom")).sorted().toList();
    }
  }
}
