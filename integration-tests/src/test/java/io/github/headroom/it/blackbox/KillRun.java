package io.github.headroom.it.blackbox;

import io.github.headroom.it.parts.Container;
import io.github.headroom.it.parts.ContainerBuilder;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.scenes.Groups;
import io.github.headroom.it.scenes.KernelMessages;
import io.github.headroom.it.scenes.Props;
import io.github.headroom.it.scenes.Scene;
import io.github.headroom.it.scenes.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Runs a kill here and leaves the evidence in a directory. All of the agent's settings are at their
 * defaults, but where it sends and records.
 */
final class KillRun {

  private static final long BOUND_NANOS = 240_000_000_000L;
  private static final long PERIOD_MILLIS = 20;

  private final Scene scene;
  private final Path evidence;
  private final Path written;
  private final Remains remains;

  private KillRun(RecordedKill kill, Path evidence) throws IOException {
    this.scene = kill.scene();
    this.evidence = Files.createDirectories(evidence);
    this.written =
        kill.medium().newDirectory(evidence, scene.place().guest() ? Medium.RUN : Medium.SHM);
    this.remains = new Remains(evidence);
    remains.put("name", kill.name());
    remains.put("end", End.OOM_KILL);
    remains.put("place", scene.place().key());
    remains.put("kernel", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    remains.put("java", scene.java());
    remains.put("collector", scene.collector().key());
    remains.put("medium", kill.medium().key());
    remains.put("victim", scene.victim().key());
    remains.put("area", scene.victim().area());
    remains.put("limit", scene.limit());
  }

  static void run(RecordedKill kill, Path evidence) throws Exception {
    new KillRun(kill, evidence).run();
  }

  private void run() throws Exception {
    Path exports = Files.createDirectories(evidence.resolve("exports"));
    try (Props props = Props.of(scene);
        OtlpReceiver receiver = OtlpReceiver.start().keepingIn(exports)) {
      KernelClock clock = KernelClock.read();
      KernelMessages messages = KernelMessages.fromNow();
      try (Subject victim = start(props, receiver.endpoint())) {
        awaitEnd(victim);
        String log = messages.since();
        remains.put("pid", victim.pid());
        clock.killed(log, victim.pid()).ifPresent(millis -> remains.put("killed", millis));
        remains.text("dmesg", log);
        remains.text("out", victim.output());
        remains.text("err", victim.errors());
        remains.take(written);
        remains.report(Remains.REPORT_THERE);
      }
    }
    remains.report(Remains.REPORT_GONE);
    remains.describe();
  }

  private Subject start(Props props, String endpoint) throws IOException, InterruptedException {
    String[] arguments = props.arguments(Path.of("/none")).toArray(String[]::new);
    JavaProcess.Builder jvm =
        JavaProcess.victim(scene.victim().program(), arguments)
            .java(Jdks.java(scene.java()))
            .options(scene.options().toArray(String[]::new))
            .agent();
    Map<String, String> environment =
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "HEADROOM_RECORDER_DIR", written.toString());
    if (!scene.place().arrangement().container()) {
      environment.forEach(jvm::environment);
      Groups groups = Groups.of(scene);
      return Subject.of(groups, groups.start(jvm));
    }
    Path message = Files.createFile(evidence.resolve(Remains.MESSAGE));
    Files.setPosixFilePermissions(message, PosixFilePermissions.fromString("rw-rw-rw-"));
    ContainerBuilder container =
        Container.of(Container.OciRuntime.CRUN)
            .limit(scene.limit())
            .memoryAndSwapLimit(scene.limit())
            .terminationLog(message);
    environment.forEach(container::environment);
    return Subject.of(container.start(jvm.command()));
  }

  private static void awaitEnd(Subject victim) throws InterruptedException, TimeoutException {
    long bound = System.nanoTime() + BOUND_NANOS;
    while (victim.isAlive()) {
      if (System.nanoTime() - bound > 0) {
        throw new TimeoutException("not killed: " + victim.output() + victim.errors());
      }
      Thread.sleep(PERIOD_MILLIS);
    }
  }
}
