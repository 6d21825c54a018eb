package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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
  private static final AtomicInteger COUNT = new AtomicInteger();

  /**
   * Starts the container, then waits for the file {@code release} or the end of the JVM {@code $3}
   * and ends what is still there. {@code $1} is the runtime, {@code $2} the name, {@code $4} more
   * for the runtime, {@code $5} the cgroups that go with it.
   */
  private static final String SCRIPT =
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

  private Container(Builder builder, Path bundle, Process process) {
    this.runtime = builder.runtime;
    this.name = builder.name;
    this.cgroup = builder.cgroup;
    this.bundle = bundle;
    this.process = process;
    this.pid = awaitPid();
  }

  public static Builder of(OciRuntime runtime) {
    return new Builder(runtime);
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
  private void keepCgroup(String command) throws IOException {
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

  /** How the container is to be. */
  public static final class Builder {
    private final OciRuntime runtime;
    private final String name =
        "headroom-it-" + ProcessHandle.current().pid() + "-c" + COUNT.incrementAndGet();
    private final Map<String, Object> memory = new LinkedHashMap<>();
    private final Map<String, String> environment = new TreeMap<>();
    private String cgroup = "/" + name;
    private Namespace namespace = Namespace.PRIVATE;
    private int user;
    private boolean readOnlyRoot;
    private final List<Map<String, Object>> mounts = new ArrayList<>();

    private Builder(OciRuntime runtime) {
      this.runtime = runtime;
      environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
      environment.put("HEADROOM_METRICS", "full");
    }

    public Builder namespace(Namespace namespace) {
      this.namespace = namespace;
      return this;
    }

    /**
     * Its cgroup as the machine names it, without spaces; without this one of its own at the top.
     */
    public Builder cgroup(String cgroup) {
      this.cgroup = cgroup;
      return this;
    }

    /** The memory limit in bytes; without this there is none. */
    public Builder limit(long bytes) {
      memory.put("limit", bytes);
      return this;
    }

    /** The limit of memory and swap together, in bytes; set after {@link #limit}. */
    public Builder memoryAndSwapLimit(long bytes) {
      memory.put("swap", bytes);
      return this;
    }

    /** The environment is this, PATH and HEADROOM_METRICS=full. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** User and group; without this root. */
    public Builder user(int id) {
      user = id;
      return this;
    }

    public Builder readOnlyRoot() {
      readOnlyRoot = true;
      return this;
    }

    /** A new tmpfs over a directory; {@code option} is {@code rw} or {@code ro}. */
    public Builder tmpfs(String directory, String option) {
      mounts.add(mount(directory, "tmpfs", "nosuid", "nodev", option));
      return this;
    }

    /** The file as Kubernetes mounts it for the container's termination message. */
    public Builder terminationLog(Path file) {
      // A /dev of its own: the place to mount on would be made in the machine's.
      mounts.add(mount("/dev", "tmpfs", "nosuid", "mode=755"));
      mounts.add(
          Map.of(
              "destination",
              "/dev/termination-log",
              "type",
              "bind",
              "source",
              file.toString(),
              "options",
              List.of("bind", "rw")));
      return this;
    }

    /** Starts it; the test is skipped where it cannot be. */
    public Container start(List<String> command) throws IOException {
      Path program = Lab.command(runtime.command(), runtime.command());
      if (!System.getProperty("user.name").equals("root")) {
        return abort("no container: needs root");
      }
      String wanted = runtime == OciRuntime.RUNC ? "memory/memory.stat" : "cgroup.controllers";
      if (!Files.exists(HIERARCHIES.resolve(wanted))) {
        return abort("no container of " + runtime.command() + ": no " + wanted + " here");
      }
      Path bundle = Files.createTempDirectory("headroom-it-container");
      Files.createDirectory(bundle.resolve("rootfs"));
      Files.writeString(bundle.resolve("config.json"), config(command));
      List<String> shell =
          List.of(
              "unshare",
              "--mount",
              "--propagation=private",
              "sh",
              "-c",
              SCRIPT,
              "container",
              program.toString(),
              name,
              Long.toString(ProcessHandle.current().pid()),
              runtime == OciRuntime.RUNC ? "--keep" : "",
              missingGroups());
      Process process =
          new ProcessBuilder(shell)
              .directory(bundle.toFile())
              .redirectErrorStream(true)
              .redirectOutput(bundle.resolve("shell").toFile())
              .start();
      Container container = new Container(this, bundle, process);
      container.keepCgroup(command.get(0));
      return container;
    }

    /**
     * The groups of its path that the runtime will make, the innermost first: in every hierarchy,
     * of which it removes the innermost alone.
     */
    private String missingGroups() throws IOException {
      List<Path> roots = new ArrayList<>();
      if (runtime == OciRuntime.CRUN) {
        roots.add(HIERARCHIES);
      } else {
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(HIERARCHIES)) {
          hierarchies.forEach(roots::add);
        }
      }
      Deque<String> missing = new ArrayDeque<>();
      for (Path root : roots) {
        Path group = root;
        for (String part : cgroup.substring(1).split("/", -1)) {
          group = group.resolve(part);
          if (!Files.exists(group)) {
            missing.addFirst(group.toString());
          }
        }
      }
      return String.join(" ", missing);
    }

    private String config(List<String> command) {
      List<Map<String, Object>> all = new ArrayList<>();
      all.add(mount("/proc", "proc"));
      all.add(mount("/sys/fs/cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"));
      all.addAll(mounts);
      List<Object> namespaces = new ArrayList<>();
      for (String type : List.of("pid", "ipc", "uts", "mount")) {
        namespaces.add(Map.of("type", type));
      }
      if (namespace == Namespace.PRIVATE) {
        namespaces.add(Map.of("type", "cgroup"));
      }
      List<String> variables = new ArrayList<>();
      environment.forEach((key, value) -> variables.add(key + "=" + value));
      Map<String, Object> config = new LinkedHashMap<>();
      config.put("ociVersion", "1.0.2");
      config.put("root", Map.of("path", "rootfs", "readonly", readOnlyRoot));
      config.put(
          "process",
          Map.of(
              "terminal",
              false,
              "user",
              Map.of("uid", user, "gid", user),
              "cwd",
              "/",
              "args",
              command,
              "env",
              variables));
      config.put("mounts", all);
      config.put(
          "linux",
          Map.of(
              "namespaces",
              namespaces,
              "cgroupsPath",
              cgroup,
              "resources",
              Map.of("memory", memory)));
      return new Gson().toJson(config);
    }

    private static Map<String, Object> mount(String at, String type, String... options) {
      return Map.of("destination", at, "type", type, "source", type, "options", options);
    }
  }
}
