package io.github.headroom.it.platforms;

import io.github.headroom.it.kubernetes.Page;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.Lab;
import io.github.headroom.it.release.Finished;
import io.github.headroom.it.scenes.KernelMessages;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * JVMs of s390x, whose numbers are big endian, by user emulation: the processor is QEMU's, the
 * kernel and its cgroups are this machine's.
 */
final class S390x {

  private static final String PLATFORM = "s390x";
  private static final long LIMIT = 512L << 20;
  private static final int LINES = 60;
  private static final long PAGE = 4096; // of this machine's kernel
  private static final String RATE = "6291456";

  private final Path java;
  private final Path directory;
  private final Page page;
  private final Tables tables;

  private S390x(Path directory, Page page, Tables tables) {
    this.java = Lab.file("s390x", "home/bin/java");
    this.directory = directory;
    this.page = page;
    this.tables = tables;
  }

  /**
   * Plays the scenes; aborted where there is no such Java or no cgroup.
   *
   * @param directory empty
   */
  static void see(Path directory, Page page, Tables tables) throws IOException {
    S390x s390x = new S390x(directory, page, tables);
    String version = Finished.of(directory, s390x.java.toString(), "-version").orFail();
    page.add(
        "## s390x\n\nBig endian, under QEMU's user emulation, on this machine's kernel. The usage has QEMU's own memory in it.\n\n");
    page.block(version);
    s390x.lives();
    s390x.killed();
  }

  private void lives() throws IOException {
    Path recordings = Files.createDirectory(directory.resolve("lives"));
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess jvm =
            start(
                group,
                recordings,
                "SteadyService",
                "--cache",
                "16777216",
                "--garbage",
                "1048576")) {
      Await.until(
          "its lines",
          () -> jvm.output().lines().count() >= LINES || !jvm.isAlive(),
          jvm::toString);
      signal("-STOP", jvm);
      Path before = copy(group, jvm.pid(), "before");
      String there = show(java, jvm);
      String here = show(Jdks.current(), jvm);
      Path after = copy(group, jvm.pid(), "after");
      StillJvm still = StillJvm.of(before, after, there, false, PAGE);
      still.check(PLATFORM, page);
      StillJvm.of(before, after, here, false, PAGE).check(PLATFORM + ", seen from x86-64", page);
      signal("-KILL", jvm);
      jvm.awaitExit();
      String report = KilledJvm.agent("report", recordings.toString());
      page.check(report.contains("\nverdict   fits"), PLATFORM + ", verdict", () -> report);
      tables.lives(PLATFORM, "a service", LIMIT, still, "fits");
    }
  }

  private void killed() throws IOException {
    Path recordings = Files.createDirectory(directory.resolve("killed"));
    KernelMessages messages = KernelMessages.fromNow();
    StringBuilder looks = new StringBuilder();
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT);
        JavaProcess jvm = start(group, recordings, "UnsafeHog", "--rate", RATE)) {
      long start = System.nanoTime();
      Await.until(
          "the kill",
          () -> {
            looks.append((System.nanoTime() - start) / 1e9).append(' ');
            looks.append(group.number("memory.usage_in_bytes")).append('\n');
            Thread.sleep(1000);
            return !jvm.isAlive();
          },
          jvm::toString);
      page.check(jvm.awaitExit() == 137, PLATFORM + ", exit", jvm::toString);
      String report = KilledJvm.agent("report", recordings.toString());
      KilledJvm killed = KilledJvm.of(recordings, report, messages.since(), jvm.pid(), PAGE);
      killed.check(PLATFORM, "native_other", LIMIT, page);
      tables.killed(PLATFORM, "malloc", LIMIT, killed, Arm64.step(looks.toString()));
      page.add("`report` of this machine's Java, which is little endian:\n\n");
      page.block(report.replace(recordings.toString(), "recordings"));
      page.add("`replay`, which derives all samples again, here: " + killed.replayed() + ".\n\n");
    }
  }

  private JavaProcess start(CgroupV1 group, Path recordings, String victim, String... arguments) {
    return JavaProcess.victim(victim, arguments)
        .java(java)
        .options("-Xmx48m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .agent()
        .environment("HEADROOM_RECORDER_DIR", recordings.toString())
        .environment("OTEL_METRICS_EXPORTER", "none")
        .in(group)
        .start();
  }

  private static String show(Path java, JavaProcess of) throws IOException {
    String pid = Long.toString(of.pid());
    try (JavaProcess show =
        JavaProcess.commandLine("show", "--pid", pid, "--json").java(java).start()) {
      if (show.awaitExit(Await.BOUND) != 0) {
        throw new AssertionError(show.toString());
      }
      return show.output();
    }
  }

  private static void signal(String signal, JavaProcess jvm) {
    Finished.of(Path.of("."), "kill", signal, Long.toString(jvm.pid())).orFail();
  }

  /** What the kernel has of the group and the process. */
  private Path copy(CgroupV1 group, long pid, String name) throws IOException {
    Path to = Files.createDirectory(directory.resolve(name));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(group.directory(), "memory.*")) {
      for (Path file : files) {
        try {
          Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
        } catch (IOException e) {
          // One to be written, such as memory.force_empty.
        }
      }
    }
    for (String file : List.of("statm", "status")) {
      Files.write(to.resolve(file), Files.readAllBytes(Path.of("/proc/" + pid, file)));
    }
    return to;
  }
}
