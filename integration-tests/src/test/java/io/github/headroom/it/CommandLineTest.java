package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code java -jar headroom-agent.jar}: show and attach. */
@Execution(ExecutionMode.CONCURRENT)
class CommandLineTest {

  private static final long LIMIT = 128L << 20;

  @Test
  void showPrintsTheCgroupOfAnotherProcess() throws Exception {
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess victim = JavaProcess.running(Idle.class).in(group).start()) {
      victim.awaitOutput("ready");
      JsonObject shown = show("--pid", Long.toString(victim.pid()));
      JsonObject cgroup = shown.getAsJsonObject("cgroup");
      assertEquals("v1", cgroup.get("version").getAsString());
      assertEquals(group.directory().toString(), cgroup.get("path").getAsString());
      assertFalse(cgroup.get("reason").getAsString().isBlank());
      boolean limited = false;
      for (JsonElement element : shown.getAsJsonArray("metrics")) {
        JsonObject metric = element.getAsJsonObject();
        limited |=
            metric.get("name").getAsString().equals("headroom.container.memory.limit")
                && metric.get("unit").getAsString().equals("By")
                && metric
                    .getAsJsonObject("attributes")
                    .get("headroom.limit.scope")
                    .getAsString()
                    .equals("own")
                && metric.get("value").getAsLong() == LIMIT;
      }
      assertTrue(limited, shown::toString);
    }
  }

  @Test
  void showPrintsItsOwnCgroupWithoutAPid() throws Exception {
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess show = JavaProcess.commandLine("show", "--json").in(group).start()) {
      assertEquals(0, show.awaitExit(Await.BOUND), show::toString);
      JsonObject cgroup =
          JsonParser.parseString(show.output()).getAsJsonObject().getAsJsonObject("cgroup");
      assertEquals(group.directory().toString(), cgroup.get("path").getAsString());
    }
  }

  @Test
  void showWithoutJsonIsForPeople() throws Exception {
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess show = JavaProcess.commandLine("show").in(group).start()) {
      assertEquals(0, show.awaitExit(Await.BOUND), show::toString);
      assertTrue(show.output().contains(group.directory().toString()), show::toString);
      assertTrue(show.output().contains("working_set"), show::toString);
    }
  }

  @Test
  void showThatWatchesALeakPrintsWhenItEnds() throws Exception {
    try (CgroupV1 group = CgroupV1.create().limit(200L << 20).memoryAndSwapLimit(200L << 20);
        JavaProcess victim =
            JavaProcess.victim("UnsafeHog", "--rate", "" + (2 << 20))
                .options("-Xmx64m", "-XX:+UseSerialGC")
                .in(group)
                .start();
        JavaProcess show =
            JavaProcess.commandLine("show", "--pid", "" + victim.pid(), "--watch", "60").start()) {
      assertEquals(0, show.awaitExit(Await.BOUND), show::toString);
      assertTrue(
          show.output().contains("\nverdict   growing: what cannot be reclaimed grows by "),
          show::toString);
      assertTrue(show.output().contains("headroom.oom.time_to_kill mid"), show::toString);
    }
  }

  @Test
  void showThatWatchesAProcessPrintsItsEnd() throws Exception {
    try (JavaProcess victim = JavaProcess.running(Idle.class).start();
        JavaProcess show =
            JavaProcess.commandLine("show", "--pid", "" + victim.pid(), "--watch", "86400")
                .start()) {
      victim.awaitOutput("ready");
      Await.until("its first look", () -> reads(show, victim), show::toString);
      victim.endInput();
      assertEquals(1, show.awaitExit(Await.BOUND), show::toString);
      assertTrue(show.errors().contains(" has ended while it was watched"), show::toString);
    }
  }

  /** Whether it holds a file of the other open. */
  private static boolean reads(JavaProcess one, JavaProcess other) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + one.pid() + "/fd"))) {
      return descriptors.anyMatch(open -> leadsTo(open, "/proc/" + other.pid()));
    }
  }

  private static boolean leadsTo(Path descriptor, String directory) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(directory);
    } catch (IOException e) {
      return false; // closed by now
    }
  }

  @Test
  void showOfAMissingProcessNamesIt() throws Exception {
    // Above the largest pid_max the kernel allows.
    try (JavaProcess show = JavaProcess.commandLine("show", "--pid", "4194305").start()) {
      assertNotEquals(0, show.awaitExit(Await.BOUND), show::toString);
      assertTrue(show.errors().contains("4194305"), show::toString);
    }
  }

  @Test
  void attachMakesARunningJvmPublish() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim =
            JavaProcess.running(Idle.class).exportingTo(receiver.endpoint()).start()) {
      victim.awaitOutput("ready");
      assertEquals(0, receiver.exports().size());
      try (JavaProcess attach =
          JavaProcess.commandLine("attach", Long.toString(victim.pid())).start()) {
        assertEquals(0, attach.awaitExit(Await.BOUND), attach::toString);
      }
      OtlpReceiver.Export export = receiver.await(2);
      assertEquals(
          Long.toString(victim.pid()), export.points().get(0).resource().get("process.pid"));
      assertEquals(0, victim.endInput().awaitExit());
      assertEquals("ready\ndone\n", victim.output());
    }
  }

  @Test
  void attachHandsItsOptionsOn() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess victim = JavaProcess.running(Idle.class).start()) {
      victim.awaitOutput("ready");
      String options =
          "otel.exporter.otlp.endpoint=" + receiver.endpoint() + ",otel.metric.export.interval=1s";
      try (JavaProcess attach =
          JavaProcess.commandLine("attach", Long.toString(victim.pid()), options).start()) {
        assertEquals(0, attach.awaitExit(Await.BOUND), attach::toString);
      }
      receiver.await(1);
      assertTrue(victim.isAlive());
    }
  }

  @Test
  void anUnknownVerbIsRefused() throws Exception {
    try (JavaProcess unknown = JavaProcess.commandLine("attahc").start()) {
      assertNotEquals(0, unknown.awaitExit(Await.BOUND), unknown::toString);
      assertTrue(unknown.errors().contains("attahc"), unknown::toString);
    }
  }

  private static JsonObject show(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 2];
    all[0] = "show";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 1] = "--json";
    try (JavaProcess show = JavaProcess.commandLine(all).start()) {
      assertEquals(0, show.awaitExit(Await.BOUND), show::toString);
      return JsonParser.parseString(show.output()).getAsJsonObject();
    }
  }
}
