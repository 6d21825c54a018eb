package io.github.headroom.it.engines;

import io.github.headroom.it.kubernetes.Page;
import io.github.headroom.it.kubernetes.Receiver;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What docs say of Docker, as it is written, with one engine. */
final class Containers {

  private static final String ADDRESS = "10.88.0.1"; // of the engine's bridge, in engine.sh

  private final Engine engine;
  private final Commands commands;
  private final ImageScenes images;
  private final Page page;
  private final Receiver receiver;

  private Containers(Engine engine, Page page, Receiver receiver) {
    this.engine = engine;
    this.commands = new Commands(engine);
    this.images = new ImageScenes(commands, page);
    this.page = page;
    this.receiver = receiver;
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
        containers.images.prepare(directory);
        return containers.play();
      } finally {
        registry.destroyForcibly();
      }
    }
  }

  private List<String[]> play() throws IOException {
    page.add("## " + commands.version() + "\n\n");
    images.beginInTheImage();
    List<String[]> rows = new ArrayList<>();
    rows.add(withAnExistingImage());
    images.endInTheImage();
    images.theImage();
    missingJar();
    if (engine.kind() == Engine.Kind.DOCKER) {
      newVolume();
      rows.add(new RuntimeScenes(commands, page).gvisor());
    } else {
      new RuntimeScenes(commands, page).crun(rows);
    }
    return rows;
  }

  private String[] withAnExistingImage() throws IOException {
    String run = commands.run();
    Finished killed = engine.sh(run);
    String id = commands.latest();
    page.check(killed.status() == 137, commands.version() + ", docker run", killed::output);
    page.add("### With an existing image\n\n```sh\n" + run + "```\n\n");
    page.block(Printed.agentsLines(killed.output()));
    String after = commands.report(id);
    // Whether Podman shows the reason is in the document.
    boolean known = engine.kind() == Engine.Kind.PODMAN || after.startsWith("true 137");
    page.check(known, commands.version() + ", inspect", () -> after);
    page.add("```sh\n" + commands.afterAKill() + "```\n\n");
    page.block(after);

    String next = commands.nextStart(id);
    page.check(next.startsWith("oom_kill"), commands.version() + ", next start", () -> next);
    receiver.await(
        "the end before",
        point ->
            point.is("headroom.agent.previous_exit", Map.of("headroom.exit", "oom_kill"))
                && "checkout".equals(point.resource().get("service.name")),
        engine.enclosure());
    String show = commands.show(id);
    commands.remove(id);
    page.check(
        Printed.limit(show).endsWith("is 1024.0 MiB"), commands.version() + ", update", () -> show);
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
    page.block(
        "[headroom] WARN the JVM before this one ended by " + next + "\n" + Printed.limit(show));
    String state = after.lines().findFirst().orElse("");
    String limit = Printed.firstMatch(after, "the limit is [^\n]*");
    return commands.row(
        commands.version(), Printed.group(killed.output()), limit, state, after, next);
  }

  private void missingJar() {
    Finished missing =
        engine.sh(
            """
            docker run --rm --memory 512m -v "$PWD/missing.jar:/opt/headroom-agent.jar:ro" \\
              -e JDK_JAVA_OPTIONS=-javaagent:/opt/headroom-agent.jar your-image
            """);
    page.check(missing.status() != 0, commands.version() + ", missing jar", missing::output);
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
    page.block(Printed.agentsLines(log));
  }
}
