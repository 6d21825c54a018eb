package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A JVM started by a test, with or without the agent, in a cgroup or not. */
public final class JavaProcess implements AutoCloseable {

  private static final Duration END = Duration.ofSeconds(20);

  private final Process process;
  private final Path output;
  private final Path errors;
  private final Path recordings;

  private JavaProcess(Process process, Path output, Path errors, Path recordings) {
    this.recordings = recordings;
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /** The agent's jar as built. */
  public static Path agentJar() {
    String jar = System.getProperty("headroom.agent.jar", "../agent/target/headroom-agent.jar");
    Path path = Path.of(jar).toAbsolutePath().normalize();
    assertTrue(
        Files.isRegularFile(path), () -> path + " is missing: ./mvnw package -pl agent makes it");
    return path;
  }

  /** A JVM that will run {@code main} of the victims' class path. */
  public static Builder running(Class<?> main, String... arguments) {
    String victims = System.getProperty("headroom.victims", "target/classes");
    List<String> command = new ArrayList<>(List.of("-cp", victims, main.getName()));
    command.addAll(List.of(arguments));
    return new Builder(command);
  }

  /** {@code java ARGUMENTS}. */
  public static Builder running(String... arguments) {
    return new Builder(List.of(arguments));
  }

  /** A JVM that will run a class of the demo application's victims. */
  public static Builder victim(String name, String... arguments) {
    String jar = System.getProperty("headroom.demo.jar", "../demo-app/target/headroom-demo.jar");
    Path path = Path.of(jar).toAbsolutePath().normalize();
    assertTrue(
        Files.isRegularFile(path),
        () -> path + " is missing: ./mvnw package -pl demo-app makes it");
    List<String> command =
        new ArrayList<>(List.of("-cp", path.toString(), "io.github.headroom.demo.victims." + name));
    command.addAll(List.of(arguments));
    return new Builder(command);
  }

  /** {@code java -jar headroom-agent.jar ARGUMENTS}. */
  public static Builder commandLine(String... arguments) {
    List<String> command = new ArrayList<>(List.of("-jar", agentJar().toString()));
    command.addAll(List.of(arguments));
    return new Builder(command);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Everything on standard output so far. */
  public String output() {
    return text(output);
  }

  /** Everything on standard error so far. */
  public String errors() {
    return text(errors);
  }

  public JavaProcess awaitOutput(String part) {
    Await.until(
        "\"" + part + "\" on standard output",
        () -> output().contains(part) || !isAlive(),
        this::toString);
    assertTrue(output().contains(part), this::toString);
    return this;
  }

  /** Writes a line to the standard input. */
  public JavaProcess input(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new AssertionError("the victim's standard input", e);
    }
  }

  /** Closes the standard input, on which a victim ends. */
  public JavaProcess endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new AssertionError("the victim's standard input", e);
    }
    return this;
  }

  /** The exit status; fails when the process has not ended after a while. */
  public int awaitExit() {
    return awaitExit(END);
  }

  public int awaitExit(Duration bound) {
    try {
      assertTrue(
          process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS),
          () -> "not ended after " + bound + ": " + this);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    awaitExit();
    Files.delete(output);
    Files.delete(errors);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(recordings)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(recordings);
  }

  @Override
  public String toString() {
    String state = process.isAlive() ? "running" : "exit status " + process.exitValue();
    return "java "
        + pid()
        + " ("
        + state
        + ")\n--- output\n"
        + output()
        + "--- errors\n"
        + errors();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  /** How the JVM is to be started. */
  public static final class Builder {
    private final List<String> main;
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private Path java = Jdks.current();
    private Path cgroup;
    private int descriptors;

    private Builder(List<String> main) {
      this.main = main;
    }

    public Builder java(Path java) {
      this.java = java;
      return this;
    }

    /** JVM options. */
    public Builder options(String... options) {
      this.options.addAll(List.of(options));
      return this;
    }

    public Builder agent() {
      return options("-javaagent:" + agentJar());
    }

    /** The agent with an argument of its own. */
    public Builder agent(String argument) {
      return options("-javaagent:" + agentJar() + "=" + argument);
    }

    /**
     * The environment is this, PATH, a directory for recordings and HEADROOM_METRICS=full: nothing
     * of the tests' own gets in.
     */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Exports each second to an endpoint. */
    public Builder exportingTo(String endpoint) {
      return environment("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
          .environment("OTEL_METRIC_EXPORT_INTERVAL", "1000");
    }

    /** The JVM is in the group from its first instruction on. */
    public Builder in(Cgroup cgroup) {
      this.cgroup = cgroup.directory();
      return this;
    }

    /** At most so many file descriptors (ulimit -n, the JVM raises its limit no further). */
    public Builder descriptors(int most) {
      descriptors = most;
      return this;
    }

    /** The command line, for those who start it themselves. */
    public List<String> command() {
      List<String> command = new ArrayList<>();
      command.add(java.toString());
      command.addAll(options);
      command.addAll(main);
      return command;
    }

    public JavaProcess start() {
      List<String> command = new ArrayList<>();
      if (cgroup != null) {
        command.addAll(List.of("/bin/sh", "-c", "echo $$ >\"$0\" && exec \"$@\""));
        command.add(cgroup.resolve("cgroup.procs").toString());
      }
      if (descriptors > 0) {
        command.addAll(
            List.of("/bin/sh", "-c", "ulimit -n " + descriptors + " && exec \"$@\"", "sh"));
      }
      command.addAll(command());
      try {
        Path output = Files.createTempFile("headroom-it", ".out");
        Path errors = Files.createTempFile("headroom-it", ".err");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(new File(System.getProperty("java.io.tmpdir")));
        builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        // Of its own: a recording of an earlier JVM would be its previous exit.
        Path recordings = Files.createTempDirectory("headroom-it");
        builder.environment().put("HEADROOM_RECORDER_DIR", recordings.toString());
        builder.environment().put("HEADROOM_METRICS", "full"); // unless a test sets it
        builder.environment().putAll(environment);
        return new JavaProcess(builder.start(), output, errors, recordings);
      } catch (IOException e) {
        throw new AssertionError("cannot start " + command, e);
      }
    }
  }
}
