package io.github.headroom.it.parts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A shell script that is the first process of pid, mount and network namespaces of its own, until
 * its standard input ends: with it end all its processes, and its mounts. It ends with this JVM,
 * however that goes.
 *
 * <p>The groups of its name, which are the script's to make, are removed at the close, or when this
 * JVM shuts down. It needs root and cgroup v1.
 */
public final class Enclosure implements AutoCloseable {

  private static final Path HIERARCHIES = Path.of("/sys/fs/cgroup");

  private final Path directory;
  private final List<String> groups;
  private final Process process;

  private Enclosure(Path directory, List<String> groups, Process process) {
    this.directory = directory;
    this.groups = groups;
    this.process = process;
  }

  /**
   * The test is skipped where there can be none.
   *
   * @param what is missing then, as in "no kubelet"
   */
  public static void assumePossible(String what) throws IOException {
    Lab.command("nsenter", "util-linux");
    if (!System.getProperty("user.name").equals("root")) {
      abort(what + ": needs root");
    }
    if (!Files.exists(HIERARCHIES.resolve("memory/memory.stat"))) {
      abort(what + ": no memory/memory.stat here, the hierarchies of cgroup v1");
    }
    for (Path hierarchy : hierarchies()) {
      try {
        Files.delete(Files.createDirectory(hierarchy.resolve(cgroup("trial"))));
      } catch (IOException e) { // EROFS in a container that has no right to its groups
        abort(what + ": no cgroup can be made here (" + e + ")");
      }
    }
    List<String> trial = new ArrayList<>(namespaces());
    trial.add("true");
    Process namespaces = new ProcessBuilder(trial).redirectErrorStream(true).start();
    String output = new String(namespaces.getInputStream().readAllBytes(), UTF_8);
    try {
      if (namespaces.waitFor() != 0) { // without CAP_SYS_ADMIN
        abort(what + ": no namespaces (" + output.strip() + ")");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** A group of this JVM's tests, in each hierarchy. */
  public static String cgroup(String name) {
    return "headroom-it-" + ProcessHandle.current().pid() + "-" + name;
  }

  /** Those of v1, and v2's beside them, if it is there. */
  private static List<Path> hierarchies() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(HIERARCHIES)) {
      for (Path hierarchy : all) {
        if (!Files.isSymbolicLink(hierarchy) && Files.exists(hierarchy.resolve("cgroup.procs"))) {
          found.add(hierarchy);
        }
      }
    }
    return found;
  }

  /** Begins a command in namespaces of its own. */
  private static List<String> namespaces() {
    return List.of(
        Lab.command("unshare", "util-linux").toString(),
        "--mount",
        "--net",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
        "--propagation=private");
  }

  /**
   * Starts it.
   *
   * @param directory where it is started; its output is in {@code shell} there
   * @param script with its arguments
   * @param groups to be removed at the close, at the top of each hierarchy
   */
  public static Enclosure start(Path directory, List<String> script, List<String> groups)
      throws IOException {
    List<String> command = new ArrayList<>(namespaces());
    command.add("sh");
    command.addAll(script);
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("shell").toFile())
            .start();
    Enclosure enclosure = new Enclosure(directory, groups, process);
    Runtime.getRuntime().addShutdownHook(new Thread(enclosure::closeAtTheEnd));
    return enclosure;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** A process in its network alone. */
  public ProcessBuilder within(List<String> command) {
    return entering(List.of("--net=" + first() + "/ns/net"), command);
  }

  /** A process in all of its namespaces. */
  public ProcessBuilder inside(List<String> command) {
    String target = "--target=" + first().getFileName();
    return entering(List.of(target, "--mount", "--net", "--pid"), command);
  }

  private static ProcessBuilder entering(List<String> namespaces, List<String> command) {
    List<String> all = new ArrayList<>(List.of("nsenter"));
    all.addAll(namespaces);
    all.addAll(command);
    return new ProcessBuilder(all).redirectErrorStream(true);
  }

  /** The directory of a memory cgroup below one of its groups, on this machine. */
  public Path memoryCgroup(String name) throws IOException {
    for (String group : groups) {
      Path top = HIERARCHIES.resolve("memory").resolve(group);
      if (Files.isDirectory(top)) {
        try (Stream<Path> all = Files.walk(top)) {
          Path found = all.filter(path -> path.endsWith(name)).findFirst().orElse(null);
          if (found != null) {
            return found;
          }
        }
      }
    }
    throw new AssertionError("no cgroup of " + name + " below " + groups);
  }

  /** The directory in /proc of the first process in the namespaces. */
  private Path first() {
    return Path.of(
        "/proc/" + process.children().findFirst().map(ProcessHandle::pid).orElse(process.pid()));
  }

  private void closeAtTheEnd() {
    try {
      close();
    } catch (IOException | RuntimeException e) {
      System.err.println("groups " + groups + " may be left: " + e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      for (Path hierarchy : hierarchies()) {
        for (String group : groups) {
          remove(hierarchy.resolve(group));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private void remove(Path top) throws IOException {
    if (!Files.isDirectory(top)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> found = Files.walk(top)) {
      all = found.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path group : all) {
      Await.until("the end of " + group, () -> group.toFile().delete(), this::toString);
    }
  }

  @Override
  public String toString() {
    return log("shell");
  }

  /** The last lines of files in its directory, with their names. */
  public String log(String... names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      try {
        List<String> lines = Files.readAllLines(directory.resolve(name));
        lines = lines.subList(Math.max(0, lines.size() - 60), lines.size());
        text.append("\n--- ").append(name).append('\n').append(String.join("\n", lines));
      } catch (IOException e) {
        text.append("\n--- no ").append(name);
      }
    }
    return text.toString();
  }
}
