package io.github.headroom.it.cause;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.tools.ToolProvider;

/** Runs the service of a life in its cgroup to the end, and reads what is left of it. */
final class CauseService {

  private static final long MIB = 1 << 20;
  private static final Duration MOST = Duration.ofMinutes(4);
  private static final long BETWEEN_MILLIS = 40;

  /** Between the last sight of the thread that looks and the end of its process. */
  private static final long STILL_LOOKING_NANOS = 3 * BETWEEN_MILLIS * 1_000_000;

  /** Every process here sees every mount, as no containers do: one at a time has its own. */
  private static final ReentrantLock MOUNTS = new ReentrantLock();

  private CauseService() {}

  /**
   * @param directory an empty one for its files
   */
  static CauseLived live(CauseLife life, Path directory) throws Exception {
    compile(life, directory);
    if (life.mount().isEmpty()) {
      return run(life, directory);
    }
    MOUNTS.lock();
    try {
      mount(life.mount());
      return run(life, directory);
    } finally {
      unmount(life.mount());
      MOUNTS.unlock();
    }
  }

  private static CauseLived run(CauseLife life, Path directory) throws Exception {
    Path message = Files.createFile(directory.resolve("termination-log"));
    Path recordings = directory.resolve("recordings");
    long start = System.nanoTime();
    try (CgroupV1 group = CgroupV1.create().limit(life.limit() * MIB);
        JavaProcess jvm =
            JavaProcess.running("-cp", directory.toString(), life.main())
                .java(Jdks.java(life.feature()))
                .options("-Xmx" + life.heap() + "m", "-XX:MaxDirectMemorySize=2g")
                .options("-XX:+UnlockExperimentalVMOptions")
                .options("-XX:+Use" + life.collector() + "GC")
                .agent()
                .environment("OTEL_METRICS_EXPORTER", "none")
                .environment("HEADROOM_TERMINATION_MESSAGE", message.toString())
                .environment("HEADROOM_RECORDER_DIR", recordings.toString())
                .in(group.memoryAndSwapLimit(life.limit() * MIB))
                .start()) {
      boolean looking = awaitEnd(jvm, start + MOST.toNanos());
      double seconds = (System.nanoTime() - start) / 1e9;
      int exit = jvm.isAlive() ? 0 : jvm.awaitExit(Await.BOUND);
      String cause = cause(recordings, message);
      return CauseLived.of(life, exit, seconds, looking, cause, jvm.errors());
    }
  }

  private static void compile(CauseLife life, Path directory) throws IOException {
    Path source = directory.resolve(life.main() + ".java");
    Files.writeString(source, life.source());
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "--release", "8", "-Xlint:-options", source.toString());
    if (status != 0) {
      throw new IllegalStateException(life.source());
    }
  }

  /** Waits for it; gives whether a look was under way at the end. */
  private static boolean awaitEnd(JavaProcess jvm, long until) throws Exception {
    Path tasks = Path.of("/proc/" + jvm.pid() + "/task");
    Map<Path, Boolean> looks = new HashMap<>();
    long seen = System.nanoTime() - STILL_LOOKING_NANOS;
    while (jvm.isAlive() && System.nanoTime() - until < 0) {
      if (hasLook(tasks, looks)) {
        seen = System.nanoTime();
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
    }
    return !jvm.isAlive() && System.nanoTime() - seen < STILL_LOOKING_NANOS;
  }

  /**
   * @param known whether a thread of before looks, so that each name is read once
   */
  private static boolean hasLook(Path tasks, Map<Path, Boolean> known) {
    boolean found = false;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        found |= known.computeIfAbsent(thread, CauseService::looks);
      }
    } catch (IOException e) {
      return false; // it has just ended
    }
    return found;
  }

  private static boolean looks(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).startsWith("headroom-look");
    } catch (IOException e) {
      return false;
    }
  }

  /** What the recording has, else the termination message. */
  private static String cause(Path recordings, Path message) throws IOException {
    try (JavaProcess command =
        JavaProcess.commandLine("report", "--json", recordings.toString()).start()) {
      if (command.awaitExit(Await.BOUND) == 0) {
        JsonElement cause = JsonParser.parseString(command.output()).getAsJsonObject().get("cause");
        if (cause != null && !cause.isJsonNull()) {
          return cause.getAsString();
        }
      }
    }
    List<String> lines = Files.readAllLines(message);
    return lines.size() > 1 ? lines.get(1) : "";
  }

  private static void mount(String directory) throws Exception {
    Files.createDirectories(Path.of(directory));
    command("mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", directory);
  }

  private static void unmount(String directory) throws Exception {
    command("umount", directory);
    Files.delete(Path.of(directory));
  }

  private static void command(String... command) throws Exception {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(String.join(" ", command));
    }
  }
}
