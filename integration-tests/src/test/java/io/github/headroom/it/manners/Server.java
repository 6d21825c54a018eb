package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.Lab;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real application server, started by its own script in a directory of the test. */
final class Server implements AutoCloseable {

  private static final long END_SECONDS = 40;

  private final Process process;
  private final Path log;
  private final int port;
  private final String path;

  private Server(Process process, Path log, int port, String path) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.path = path;
  }

  /** WildFly's core: the server that refuses a LogManager that is not its own (WFLYLOG0078). */
  static Server wildFly(Path base, Map<String, String> environment, String options)
      throws IOException {
    Path home = Lab.file("wildfly-core", "home");
    copy(home.resolve("standalone"), base);
    int port = free();
    return start(
        base,
        port,
        "/management",
        environment,
        Map.of("JAVA_OPTS", "-Xmx128m " + options, "LAUNCH_JBOSS_IN_BACKGROUND", "true"),
        "sh",
        home.resolve("bin/standalone.sh").toString(),
        "-Djboss.server.base.dir=" + base,
        "-Djboss.management.http.port=" + port,
        "-bmanagement=127.0.0.1");
  }

  /** Tomcat, whose launcher names its own LogManager on the command line. */
  static Server tomcat(Path base, Map<String, String> environment, String options)
      throws IOException {
    Path home = Lab.file("tomcat", "home");
    copy(home.resolve("conf"), base.resolve("conf"));
    for (String name : List.of("logs", "temp", "work", "webapps/ROOT")) {
      Files.createDirectories(base.resolve(name));
    }
    Files.writeString(base.resolve("webapps/ROOT/index.html"), "here");
    int port = free();
    Path configuration = base.resolve("conf/server.xml");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            .replace("port=\"8005\"", "port=\"-1\"")
            .replace("port=\"8080\"", "address=\"127.0.0.1\" port=\"" + port + "\""));
    return start(
        base,
        port,
        "/",
        environment,
        Map.of("CATALINA_BASE", base.toString(), "CATALINA_OPTS", "-Xmx128m " + options),
        "sh",
        home.resolve("bin/catalina.sh").toString(),
        "run");
  }

  /** Open Liberty, an OSGi server with an agent of its own on the command line. */
  static Server openLiberty(Path base, Map<String, String> environment, String options)
      throws IOException {
    Path home = Lab.file("open-liberty", "home");
    Path server = Files.createDirectories(base.resolve("servers/guest"));
    int port = free();
    Files.createDirectories(server.resolve("apps/root.war"));
    Files.writeString(server.resolve("apps/root.war/index.html"), "here");
    Files.writeString(
        server.resolve("server.xml"),
        """
        <server>
          <featureManager><feature>servlet-4.0</feature></featureManager>
          <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
          <webApplication location="root.war" contextRoot="/"/>
        </server>
        """
            .formatted(port));
    return start(
        base,
        port,
        "/",
        environment,
        Map.of(
            "WLP_USER_DIR", base.toString(),
            "WLP_OUTPUT_DIR", base.resolve("output").toString(),
            "JVM_ARGS", "-Xmx192m " + options),
        "sh",
        home.resolve("bin/server").toString(),
        "run",
        "guest");
  }

  private static Server start(
      Path base,
      int port,
      String path,
      Map<String, String> environment,
      Map<String, String> own,
      String... command)
      throws IOException {
    Path log = base.resolve("console");
    ProcessBuilder builder = new ProcessBuilder(command).directory(base.toFile());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> !name.equals("PATH"));
    variables.put("JAVA_HOME", Jdks.current().getParent().getParent().toString());
    variables.putAll(own);
    variables.putAll(environment);
    return new Server(builder.start(), log, port, path);
  }

  /** Waits until it answers an HTTP request, with whatever status. */
  Server awaitAnswer() {
    Await.until(
        "an answer on port " + port,
        () -> {
          assertTrue(process.isAlive(), this::log);
          return answers();
        },
        this::log);
    return this;
  }

  private boolean answers() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
      connection.setInstanceFollowRedirects(false);
      connection.setReadTimeout(5000);
      int status = connection.getResponseCode();
      connection.disconnect();
      return status < 500 && status != 404; // 404: the application is not there yet
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Asks it to end, as a container's runtime does; gives its exit status. */
  int stop() throws InterruptedException {
    process.destroy();
    assertTrue(process.waitFor(END_SECONDS, TimeUnit.SECONDS), () -> "does not end: " + log());
    return process.exitValue();
  }

  /** All that its console has said. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new AssertionError(log.toString(), e);
    }
  }

  /** Its warnings and errors, without the times, ports and threads that differ from run to run. */
  List<String> complaints() {
    List<String> found = new ArrayList<>();
    for (String line : log().lines().toList()) {
      if (line.contains("Creation of SecureRandom instance")) {
        continue; // Tomcat says so on a machine that is busy
      }
      if (line.matches(".*\\b(WARN|WARNING|ERROR|SEVERE|FATAL|Exception|LogManager)\\b.*")) {
        String base = log.getParent().toString();
        found.add(line.replace(base, "BASE").replaceAll("\\([^)]*\\)|[0-9]+", "N"));
      }
    }
    return found;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
