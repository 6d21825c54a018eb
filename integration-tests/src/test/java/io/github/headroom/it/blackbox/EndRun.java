package io.github.headroom.it.blackbox;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.CgroupV2;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.scenes.Collector;
import io.github.headroom.it.scenes.Victim;
import io.github.headroom.it.victim.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A JVM that records and then ends in another way than by the OOM killer. */
final class EndRun {

  private static final List<Collector> COLLECTORS =
      List.of(Collector.SERIAL, Collector.G1, Collector.ZGC);
  private static final List<Integer> JAVAS = List.of(17, 25);
  private static final long LIMIT = 320 * Victim.MIB;
  private static final Duration BOUND = Duration.ofMinutes(2);

  private final End end;
  private final int number;
  private final Path evidence;
  private final Remains remains;

  private EndRun(End end, int number, Path evidence) throws IOException {
    this.end = end;
    this.number = number;
    this.evidence = Files.createDirectories(evidence);
    remains = new Remains(evidence);
  }

  static String name(End end, int number) {
    return "end-" + end.name().toLowerCase(Locale.ROOT) + "-" + number;
  }

  /** Runs it to its end in a group (v1) of its own, which has room. */
  static void run(End end, int number, Path evidence) throws Exception {
    EndRun run = new EndRun(end, number, evidence);
    Path written = run.medium().newDirectory(evidence, Medium.SHM);
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess victim = run.jvm(written).in(group).start()) {
      awaitRecord(written, victim);
      switch (end) {
        case KILL -> ProcessHandle.of(victim.pid()).orElseThrow().destroyForcibly();
        case TERM -> ProcessHandle.of(victim.pid()).orElseThrow().destroy();
        default -> victim.endInput();
      }
      run.remains.put("exit", victim.awaitExit(BOUND));
      run.remains.text("out", victim.output());
      if (end == End.FULL_HEAP_EXIT && !victim.output().contains("hook\n")) {
        // The JVM itself had no room to start what is to run at a shutdown.
        run.remains.put("word", End.FULL_HEAP.word());
      }
      run.remains.text("err", victim.errors());
      run.remains.take(written);
      run.remains.report(Remains.REPORT_THERE);
      run.remains.put("pid", victim.pid());
    }
    run.remains.report(Remains.REPORT_GONE);
    run.keepCrashReport();
    run.describe();
  }

  /**
   * In a guest: starts one that is not ended and records on. Another step reports on it, after the
   * guest.
   */
  static void start(int number, Path evidence) throws Exception {
    EndRun run = new EndRun(End.NODE_GONE, number, evidence);
    Path written = Medium.DISK.newDirectory(evidence, Medium.SHM);
    CgroupV2 group = CgroupV2.create(evidence.getFileName().toString()).limit(LIMIT);
    awaitRecord(written, run.jvm(written).in(group).start());
    run.describe();
  }

  private Medium medium() {
    return number / 2 % 2 == 0 ? Medium.DISK : Medium.TMPFS;
  }

  private JavaProcess.Builder jvm(Path written) {
    Collector collector = COLLECTORS.get(number % COLLECTORS.size());
    int java = JAVAS.get(number % JAVAS.size());
    remains.put("java", java);
    remains.put("collector", collector.key());
    // In a guest, one that does not end with its standard input.
    JavaProcess.Builder victim =
        end == End.NODE_GONE
            ? JavaProcess.victim("SteadyService", "--cache", "" + 8 * Victim.MIB)
            : JavaProcess.running(Ending.class, end.argument());
    return victim
        .java(Jdks.java(java))
        .options(collector.options().toArray(String[]::new))
        .options(end.options().toArray(String[]::new))
        .options("-Xmx64m", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:-CreateCoredumpOnCrash")
        .agent()
        .environment("HEADROOM_RECORDER_DIR", written.toString());
  }

  /** What is not recorded yet cannot be reported. */
  private static void awaitRecord(Path written, JavaProcess jvm) {
    Await.until(
        "a record in " + written,
        () -> {
          List<Path> files = Remains.recordings(written);
          return !files.isEmpty() && !RecordingAudit.of(files.get(0)).times().isEmpty();
        },
        jvm::toString);
  }

  /** From the working directory that {@link JavaProcess} gives a JVM. */
  private void keepCrashReport() throws IOException {
    Path left =
        Path.of(System.getProperty("java.io.tmpdir"), "hs_err_pid" + remains.get("pid") + ".log");
    if (Files.exists(left)) {
      Files.copy(left, evidence.resolve("hs_err"));
      Files.delete(left);
    }
  }

  private void describe() throws IOException {
    remains.put("name", name(end, number));
    remains.put("end", end);
    remains.describe();
  }
}
