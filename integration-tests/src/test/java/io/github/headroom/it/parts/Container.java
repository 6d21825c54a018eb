package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/**
 * A container of runc (cgroup v1) or crun (v2), both Debian's packages, whose root is this
 * machine's file system. It needs root.
 *
 * <p>Nothing of it stays: its mounts are in a mount namespace of their own, which ends with it, and
 * the shell that started it ends it when this JVM is gone, however it went.
 */
public final class Container implements AutoCloseable {

  /** What runs it. */
  public enum OciRuntime {
    RUNC,
    CRUN;

    String command() {
      return this == RUNC ? "runc" : "crun";
    }
  }

  /** The cgroup namespace: its own, as Docker on v2, or the machine's, as Docker on v1. */
  public enum Namespace {
    PRIVATE,
    HOST
  }

  private static final Path HIERARCHIES = Path.of("/sys/fs/cgroup");
  private static final Duration END = Duration.ofSeconds(20);

  /**
   * Starts the container, then waits for the file {@code release} or the end of the JVM {@code $3}
   * and ends what is still there. {@code $1} is the runtime, {@code $2} the name, {@code $4} more
   * for the runtime, {@code $5} the cgroups that go with it.
   */
  static final String SCRIPT =
      """
      mount --rbind / rootfs || exit 125
      exec 3<&0 # a job in the background would have /dev/null
      "$1" --root "$PWD/state" run --no-pivot --pid-file pid $4 "$2" <&3 3<&- >out 2>err &
      container=$!
      echo $container >runtime
      exec <&- 3<&-
      while [ ! -e release ] && kill -0 "$3"; do sleep 0.2; done
      kill -CONT $container
      "$1" --root "$PWD/state" kill "$2" KILL
      wait $container
      status=$?
      "$1" --root "$PWD/state" delete --force "$2"
      rmdir $5
      exit $status
      """;

  private final OciRuntime runtime;
  private final String name;
  private final String cgroup;
  private final Path bundle;
  private final Process process;
  private final long pid;

  Container(OciRuntime runtime, String name, String cgroup, Path bundle, Process process) {
    this.runtime = runtime;
    this.name = name;
    this.cgroup = cgroup;
    this.bundle = bundle;
    this.process = process;
    this.pid = awaitPid();
  }

  public static ContainerBuilder of(OciRuntime runtime) {
    return new ContainerBuilder(runtime);
  }

  /** The container's first process, in this machine's numbering. */
  public long pid() {
    return pid;
  }

  /** The container's cgroup as the machine names it: {@code /NAME}. */
  public String cgroup() {
    return cgroup;
  }

  /** The directory of its (memory) cgroup on this machine. */
  public Path directory() {
    Path root = runtime == OciRuntime.RUNC ? HIERARCHIES.resolve("memory") : HIERARCHIES;
    return root.resolve(cgroup.substring(1));
  }

  /** Whether its first process is. */
  public boolean isAlive() {
    return isAlive(pid);
  }

  /** What the container, and its runtime, have written to standard output. */
  public String output() {
    return text(bundle.resolve("out"));
  }

  /** What they have written to standard error. */
  public String errors() {
    return text(bundle.resolve("err"));
  }

  /** Waits for the end of the first process; the cgroup stays as it left it until the release. */
  public Container awaitEnd(Duration bound) throws InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    while (isAlive()) {
      assertTrue(System.nanoTime() - end < 0, () -> "not ended after " + bound + ": " + this);
      Thread.sleep(5);
    }
    return this;
  }

  /** Ends it, if it has not ended, and its cgroup; returns the exit status of its first process. */
  public int release() {
    try {
      Files.writeString(bundle.resolve("release"), "");
      assertTrue(process.waitFor(END.toSeconds(), TimeUnit.SECONDS), () -> "not ended: " + this);
      return process.exitValue();
    } catch (IOException e) {
      throw new AssertionError("the end of container " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    release();
    // First and by itself: were the machine still bound there, this would fail.
    Files.delete(bundle.resolve("rootfs"));
    try (var files = Files.walk(bundle)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public String toString() {
    return "container "
        + name
        + "\n--- output\n"
        + output()
        + "--- errors\n"
        + errors()
        + "--- shell\n"
        + text(bundle.resolve("shell"));
  }

  private long awaitPid() {
    Path file = bundle.resolve("pid");
    Await.until(
        "the start of container " + name,
        () -> !text(file).isBlank() || !process.isAlive() || runtimeHasEnded(),
        this::toString);
    assertTrue(!text(file).isBlank(), () -> "not started: " + this);
    return Long.parseLong(text(file).strip());
  }

  private boolean runtimeHasEnded() {
    String started = text(bundle.resolve("runtime")).strip();
    return !started.isEmpty() && !isAlive(Long.parseLong(started));
  }

  /**
   * So that the cgroup stays as the end left it: crun has no {@code --keep} as runc has, but does
   * not see the end while it is stopped.
   */
  void keepCgroup(String command) throws IOException {
    if (runtime == OciRuntime.CRUN) {
      // Only when it has started the command.
      Path commandLine = Path.of("/proc/" + pid + "/cmdline");
      Await.until(
          "the start of " + command + " in " + name,
          () -> text(commandLine).startsWith(command + "\0") || !isAlive(),
          this::toString);
      String started = text(bundle.resolve("runtime")).strip();
      Process kill = new ProcessBuilder("kill", "-STOP", started).inheritIO().start();
      Await.until("the end of kill", () -> !kill.isAlive());
    }
  }

  private static boolean isAlive(long pid) {
    String stat = text(Path.of("/proc/" + pid + "/stat"));
    // The name, in brackets, may hold anything (proc_pid_stat(5)).
    int state = stat.lastIndexOf(')') + 2;
    return state > 1 && stat.charAt(state) != 'Z' && stat.charAt(state) != 'X';
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
