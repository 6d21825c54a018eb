package io.github.headroom.it.workloads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Jdks;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real application, started by its own command in a directory of the test. */
final class Application implements AutoCloseable {

  private static final long END_SECONDS = 60;
  private static final int ANSWER_MILLIS = 5000;

  private final Process process;
  private final Launch launch;
  private final long startMillis;
  private final int port;

  private Application(Process process, Launch launch, long startMillis, int port) {
    this.process = process;
    this.launch = launch;
    this.startMillis = startMillis;
    this.port = port;
  }

  /**
   * Starts the command, its console going to a file; {@code own} are the variables of its scripts.
   */
  static Application start(Launch launch, int port, Map<String, String> own, List<String> command)
      throws IOException {
    List<String> line = new ArrayList<>();
    if (launch.group() != null) {
      line.addAll(List.of("/bin/sh", "-c", "echo $$ >\"$0\" && exec \"$@\""));
      line.add(launch.group().directory().resolve("cgroup.procs").toString());
    }
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line).directory(launch.base().toFile());
    builder.redirectErrorStream(true).redirectOutput(console(launch).toFile());
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> !name.equals("PATH"));
    variables.put("JAVA_HOME", Jdks.current().getParent().getParent().toString());
    variables.putAll(own);
    variables.putAll(launch.environment());
    return new Application(builder.start(), launch, System.currentTimeMillis(), port);
  }

  /** {@code java OPTIONS AGENT ARGUMENTS}. */
  static Application java(Launch launch, int port, List<String> options, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Jdks.current().toString()));
    command.addAll(options);
    command.add(launch.option());
    command.addAll(List.of(arguments));
    return start(launch, port, Map.of(), command);
  }

  /** Waits until a page of it is there. */
  Application awaitPage(String path) {
    Await.until(
        "an answer on port " + port,
        () -> {
          assertTrue(process.isAlive(), this::log);
          return get(path);
        },
        this::log);
    return this;
  }

  Application awaitLog(String part) {
    Await.until(
        "\"" + part + "\" in the log",
        () -> {
          assertTrue(process.isAlive(), this::log);
          return log().contains(part);
        },
        this::log);
    return this;
  }

  /** Whether a page is there; a connection that is kept is used again. */
  boolean get(String path) {
    try {
      page(path);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** A page's text; fails where it is not there. */
  String page(String path) throws IOException {
    URL url = URI.create("http://127.0.0.1:" + port + path).toURL();
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setConnectTimeout(ANSWER_MILLIS);
    connection.setReadTimeout(ANSWER_MILLIS);
    int status = connection.getResponseCode();
    if (status == HttpURLConnection.HTTP_UNAUTHORIZED) {
      return ""; // WildFly's management asks who we are
    }
    try (InputStream body = connection.getInputStream()) {
      return new String(body.readAllBytes(), UTF_8);
    }
  }

  int port() {
    return port;
  }

  Launch launch() {
    return launch;
  }

  /** When it was started, in milliseconds since the epoch. */
  long startMillis() {
    return startMillis;
  }

  /** The JVM's, where a script started it. */
  long pid() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(handle -> handle.info().command().orElse("").endsWith("/java"))
        .max(Comparator.comparingLong(handle -> rss(handle.pid())))
        .orElseThrow(() -> new AssertionError("no JVM: " + log()))
        .pid();
  }

  /** Resident bytes of the JVM (VmRSS of proc_pid_status(5)); 0 when it is gone. */
  long rss() {
    return rss(pid());
  }

  private static long rss(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
    } catch (IOException ended) {
      // Then it has none.
    }
    return 0;
  }

  /** Asks it to end, as a container's runtime does; gives its exit status. */
  int stop() throws InterruptedException {
    process.destroy();
    assertTrue(process.waitFor(END_SECONDS, TimeUnit.SECONDS), () -> "does not end: " + log());
    return process.exitValue();
  }

  /** All output of its console. */
  String log() {
    try {
      return Files.readString(console(launch));
    } catch (IOException e) {
      throw new AssertionError(launch.base().toString(), e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    for (ProcessHandle handle : all) {
      handle.destroyForcibly();
      handle.onExit().join();
    }
  }

  /** A port that was free just now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Path console(Launch launch) {
    return launch.base().resolve("console");
  }
}
