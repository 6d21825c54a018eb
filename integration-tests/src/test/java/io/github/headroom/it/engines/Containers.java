package io.github.headroom.it.engines;

import io.github.headroom.it.kubernetes.Images;
import io.github.headroom.it.kubernetes.Page;
import io.github.headroom.it.kubernetes.Receiver;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.Lab;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What docs say of Docker, as it is written, with one engine. */
final class Containers {

  private static final String ADDRESS = "10.88.0.1"; // of the engine's bridge, in engine.sh
  private static final String VICTIM = "io.github.headroom.demo.victims.UnsafeHog";
  private static final String INSTALL = "install.md";
  private static final String AFTER = "after-a-kill.md";
  private static final String STATE = "{{.State.Status}} {{.State.OOMKilled}} {{.State.ExitCode}}";
  private static final Pattern GROUP = Pattern.compile("INFO (memory cgroup [^\n]*)");
  private static final Pattern NEXT = Pattern.compile("the JVM before this one ended by ([^\n]*)");

  private final Engine engine;
  private final Page page;
  private final String version;
  private final Receiver receiver;

  private Containers(Engine engine, Page page, Receiver receiver) {
    this.engine = engine;
    this.page = page;
    this.receiver = receiver;
    this.version =
        engine.kind().title() + " " + firstMatch(engine.print("docker --version"), "[0-9]+[.0-9]*");
  }

  /**
   * Plays all scenes.
   *
   * @param directory empty
   * @return the rows of the table of all engines
   */
  static List<String[]> see(Engine.Kind kind, Page page, Path directory) {
    try {
      return play(kind, page, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String[]> play(Engine.Kind kind, Page page, Path directory)
      throws IOException {
    Path received = Files.createDirectory(directory.resolve("received"));
    Path state = Files.createDirectory(directory.resolve("engine"));
    try (Engine engine = Engine.start(kind, state);
        Receiver receiver =
            Receiver.start(engine.enclosure()::within, received, ADDRESS, "collector")) {
      Process registry =
          engine
              .enclosure()
              .within(
                  Stream.concat(
                          Registry.command().stream(),
                          Stream.of(directory.resolve("registry").toString()))
                      .toList())
              .start();
      Await.until("the registry", () -> Files.exists(directory.resolve("registry")));
      try {
        Containers containers = new Containers(engine, page, receiver);
        containers.prepare(directory);
        return containers.play();
      } finally {
        registry.destroyForcibly();
      }
    }
  }

  /** The jars, and base images by the names that the pages have for them. */
  private void prepare(Path directory) throws IOException {
    Path busybox = Lab.file("engines", "bin/busybox");
    Path root = directory.resolve("runtime");
    Images.runtime(root, busybox);
    Files.createSymbolicLink(root.resolve("bin/cp"), Path.of("busybox"));
    Path work = engine.work();
    Files.copy(JavaProcess.agentJar(), work.resolve("headroom-agent.jar"));
    Path app = work.resolve("app.jar");
    Files.copy(
        Path.of(System.getProperty("headroom.demo.jar", "../demo-app/target/headroom-demo.jar")),
        app,
        StandardCopyOption.REPLACE_EXISTING);
    String jar = Jdks.current().resolveSibling("jar").toString();
    Finished.of(work, jar, "--update", "--file", app.toString(), "--main-class", VICTIM).orFail();
    String path = "--change 'ENV PATH=" + Images.RUNTIME_PATH + "'";
    engine.print("tar -C " + root + " -c . | docker import " + path + " - eclipse-temurin:21-jre");
    engine.print("tar -C " + root + " -c bin tmp | docker import - busybox");
    Files.writeString(
        work.resolve("Dockerfile"),
        """
        FROM eclipse-temurin:21-jre
        COPY app.jar /opt/app.jar
        ENTRYPOINT ["java", "-jar", "/opt/app.jar"]
        """);
    engine.print("docker build -t your-image .");
  }

  private List<String[]> play() throws IOException {
    page.add("## " + version + "\n\n");
    beginInTheImage();
    List<String[]> rows = new ArrayList<>();
    rows.add(withAnExistingImage());
    endInTheImage();
    theImage();
    missingJar();
    if (engine.kind() == Engine.Kind.DOCKER) {
      newVolume();
      rows.add(gvisor());
    }
    return rows;
  }

  private String[] withAnExistingImage() throws IOException {
    String run = Snippets.of(INSTALL, "## Docker", "sh", 0);
    Finished killed = engine.sh(run);
    String id = latest();
    page.check(killed.status() == 137, version + ", docker run", killed::output);
    page.add("### With an existing image\n\n```sh\n" + run + "```\n\n");
    page.block(agentsLines(killed.output()));
    String after = report(id);
    // Whether Podman shows the reason is in the document.
    boolean known = engine.kind() == Engine.Kind.PODMAN || after.startsWith("true 137");
    page.check(known, version + ", inspect", () -> after);
    page.add("```sh\n" + Snippets.of(AFTER, "### In Docker", "sh", 0) + "```\n\n");
    page.block(after);

    String next = nextStart(id);
    page.check(next.startsWith("oom_kill"), version + ", next start", () -> next);
    receiver.await(
        "the end before",
        point ->
            point.is("headroom.agent.previous_exit", Map.of("headroom.exit", "oom_kill"))
                && "checkout".equals(point.resource().get("service.name")),
        engine.enclosure());
    String show = show(id);
    remove(id);
    page.check(limit(show).endsWith("is 1024.0 MiB"), version + ", update", () -> show);
    page.add(
        """
        The next start, with another limit:

        ```sh
        docker start CONTAINER
        docker update --memory 1g --memory-swap 1g CONTAINER
        docker exec CONTAINER java -jar /opt/headroom-agent.jar show
        ```

        The log has how the JVM before ended, the collector gets `headroom.agent.previous_exit` with `headroom.exit="oom_kill"`, and `show` has the new limit:

        """);
    page.block("[headroom] WARN the JVM before this one ended by " + next + "\n" + limit(show));
    String state = after.lines().findFirst().orElse("");
    String limit = firstMatch(after, "the limit is [^\n]*");
    return row(version, group(killed.output()), limit, state, after, next);
  }

  /** The same command with another runtime. */
  private String[] gvisor() throws IOException {
    String run = Snippets.of(INSTALL, "## Docker", "sh", 0);
    String id = engine.print(run.replace("docker run ", "docker run --runtime runsc --detach "));
    String show = show(id);
    Path killed = engine.enclosure().memoryCgroup(id).resolve("memory.oom_control");
    Await.until(
        "the kill of the sandbox",
        // The group goes with the container.
        () -> !Files.exists(killed) || Files.readString(killed).contains("oom_kill 1"));
    String state = engine.print("sleep 60; docker inspect -f '" + STATE + "' " + id);
    String log = engine.print("docker logs " + id + " 2>&1");
    String after = engine.sh(reportOf(id)).output();
    engine.print("docker rm --force " + id);
    page.check(limit(show).endsWith("is 512.0 MiB"), "gVisor, show", () -> show);
    page.check(log.contains("WARN growing"), "gVisor, log", () -> log);
    page.add(
        """
        ### With gVisor

        The same command with `--runtime runsc --detach`, of gVisor %s. The cgroup that gVisor shows has a usage, but no limit and no `memory.stat`.
        gVisor shows the container's limit as the memory of the machine, and the agent uses that. At the limit the kernel's OOM killer ends a process of
        the sandbox; %s.

        """
            .formatted(
                firstMatch(engine.print("runsc --version"), "[0-9]{8}"),
                state.startsWith("running")
                    ? "the sandbox itself lives on, and Docker shows `running` while the"
                        + " application stands still, until somebody ends the container"
                    : "Docker shows `" + state + "`"));
    page.block(agentsLines(log));
    page.add(
        """
        `report` of another container, a minute after the last record. gVisor shows a boot id of its own, so the sandbox could be another machine that shares the volume, and for
        five minutes the report does not decide:

        """);
    page.block(after.lines().skip(1).limit(7).collect(Collectors.joining("\n")));
    page.add("`show` in the container:\n\n");
    page.block(show);
    return row(
        version + " with gVisor",
        group(log),
        limit(show),
        state.startsWith("running") ? " running" : state.split(" ", 2)[1],
        after,
        "");
  }

  private String[] row(
      String name, String group, String limit, String state, String after, String next) {
    return new String[] {
      name,
      group,
      limit.replaceFirst(".*the limit is ", ""),
      state.replaceFirst(".* ", ""),
      state.replaceFirst(" .*", ""),
      ended(after),
      next.replaceFirst(":.*", "")
    };
  }

  private String latest() {
    return engine.print("docker ps --all --latest --quiet");
  }

  /** A container and the volume of its recordings. */
  private void remove(String id) {
    engine.print("docker rm --force " + id + " && docker volume rm headroom-recordings");
  }

  /** What docs have for the time after a kill. */
  private String report(String id) throws IOException {
    // From another container it is not known at once that the JVM has ended.
    return engine.await("the report", reportOf(id), "ended +oom_kill .*culprit +native_other");
  }

  private static String reportOf(String id) throws IOException {
    return Snippets.of(AFTER, "### In Docker", "sh", 0).replace("CONTAINER", id);
  }

  /** The memory cgroup, as the agent logs it. */
  static String group(String log) {
    return found(GROUP, log).replaceFirst(": it is the one.*", "");
  }

  /** How the agent of a next start names the end before. */
  static String next(String log) {
    return found(NEXT, log);
  }

  static String ended(String report) {
    return firstMatch(report, "ended +[^\n]*").replaceFirst("ended +", "");
  }

  private String nextStart(String id) {
    // More memory at once, so that it lives until all is seen, on a busy machine, too.
    engine.print("docker start " + id + " && docker update --memory 1g --memory-swap 1g " + id);
    String log =
        engine.await("the next start", "docker logs " + id + " 2>&1", "the JVM before this one");
    return next(log);
  }

  private String show(String id) {
    return engine.print("docker exec " + id + " java -jar /opt/headroom-agent.jar show 2>&1");
  }

  private static String limit(String show) {
    return firstMatch(show, "(?m)^headroom .*$");
  }

  /** docs/install.md, Docker, the Dockerfile; it is killed while the next scene is played. */
  private void beginInTheImage() throws IOException {
    String dockerfile = Snippets.of(INSTALL, "## Docker", "dockerfile", 0);
    Files.writeString(engine.work().resolve("Dockerfile"), dockerfile);
    engine.print("docker build -t checkout .");
    engine.print("docker run --detach --memory 512m --name in-the-image checkout");
  }

  private void endInTheImage() {
    String waited = engine.print("docker wait in-the-image");
    String next = nextStart("in-the-image");
    engine.print("docker rm --force in-the-image");
    page.check(waited.equals("137"), version + ", in the image", () -> waited);
    page.check(next.startsWith("oom_kill"), version + ", in the image", () -> next);
    page.add(
        """
        ### In the image

        The image of the Dockerfile in [install.md](install.md#docker), run by `docker run --memory 512m checkout`, ends with status %s, too. It has no volume. The
        recording in the container's `/tmp` is still there when `docker start` starts the container again. The log of that start:

        """
            .formatted(waited));
    page.block("[headroom] WARN the JVM before this one ended by " + next);
  }

  private void theImage() throws IOException {
    String dockerfile = Snippets.of(INSTALL, "## The image", "dockerfile", 0);
    Files.writeString(engine.work().resolve("Dockerfile"), dockerfile);
    Finished built = engine.sh("set -e\n" + Snippets.of(INSTALL, "## The image", "sh", 0));
    page.check(built.status() == 0, version + ", the image", built::output);
    String pulled =
        engine.print(
            """
            docker rmi registry.example.com/headroom-agent:0.1.0 >/dev/null
            docker create --name pulled registry.example.com/headroom-agent:0.1.0 cp a b >/dev/null 2>&1
            docker cp pulled:/javaagent.jar pulled.jar
            docker rm pulled >/dev/null
            cmp pulled.jar headroom-agent.jar && echo the same
            """);
    page.check(pulled.endsWith("the same"), version + ", the image", () -> pulled);
    Path tar = engine.work().resolve("image.tar");
    Finished.of(Finished.project(), "release/image.sh", "--output", tar.toString()).orFail();
    Path push = Finished.project().resolve("release/OciPush.java");
    engine.print(Jdks.current() + " " + push + " image.tar 127.0.0.1/headroom-agent:1");
    Finished copied =
        engine.sh(
            """
            docker run --rm --user 0 -v headroom:/headroom 127.0.0.1/headroom-agent:1 cp /headroom-agent.jar /headroom/
            docker run --rm -v headroom:/headroom busybox /bin/busybox cat /headroom/headroom-agent.jar | cmp - headroom-agent.jar
            """);
    page.check(copied.status() == 0, version + ", release/image.sh", copied::output);
    page.add(
        """
        ### The image

        The commands of [install.md](install.md#the-image) build the image and push it, to a registry of the test. It is pulled from there again, and its jar is the
        one that went in. The image that `release/image.sh` builds and pushes without an engine is pulled, too, and its `cp` copies the jar into a volume.

        """);
  }

  private void missingJar() {
    Finished missing =
        engine.sh(
            """
            docker run --rm --memory 512m -v "$PWD/missing.jar:/opt/headroom-agent.jar:ro" \\
              -e JDK_JAVA_OPTIONS=-javaagent:/opt/headroom-agent.jar your-image
            """);
    page.check(missing.status() != 0, version + ", missing jar", missing::output);
    page.add(
        "### The jar is missing on the host\n\nThe exit status is " + missing.status() + ":\n\n");
    page.block(missing.output().replace(engine.work().toString(), "$PWD"));
  }

  private void newVolume() {
    engine.print(
        """
        docker run --detach --name nobody --user 65532 --memory 512m -v new:/recordings -e HEADROOM_RECORDER_DIR=/recordings \\
          -v "$PWD/headroom-agent.jar:/opt/headroom-agent.jar:ro" -e JDK_JAVA_OPTIONS=-javaagent:/opt/headroom-agent.jar \\
          -e OTEL_METRICS_EXPORTER=none your-image
        """);
    String log = engine.await("its log", "docker logs nobody 2>&1", "\\[headroom\\] INFO mem.*\n");
    engine.print("docker rm --force nobody");
    page.add(
        """
        ### A new volume and another user

        With `--user 65532` and a volume that did not exist:

        """);
    page.block(agentsLines(log));
  }

  /** The lines of a log that the agent wrote. */
  static String agentsLines(String log) {
    StringBuilder lines = new StringBuilder();
    log.lines()
        .filter(line -> line.contains("[headroom]"))
        .forEach(line -> lines.append(line).append('\n'));
    return lines.toString();
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "not found in: " + text;
  }

  private static String firstMatch(String text, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(text);
    return matcher.find() ? matcher.group() : "none";
  }
}
