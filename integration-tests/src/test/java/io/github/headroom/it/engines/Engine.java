package io.github.headroom.it.engines;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Enclosure;
import io.github.headroom.it.parts.Lab;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A container engine of Debian, in an {@link Enclosure}, and a directory to work in. */
final class Engine implements AutoCloseable {

  /** What takes the commands of Docker. */
  enum Kind {
    DOCKER("Docker"),
    PODMAN("Podman");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int MOST_SECONDS = 300;

  private final Kind kind;
  private final Path directory;
  private final Enclosure enclosure;

  private Engine(Kind kind, Path directory, Enclosure enclosure) {
    this.kind = kind;
    this.directory = directory;
    this.enclosure = enclosure;
  }

  static void assumePossible() throws IOException {
    piece();
    Enclosure.assumePossible("no container engine");
  }

  private static Path piece() {
    return Lab.file("engines", ".").normalize();
  }

  /** In an empty directory. */
  static Engine start(Kind kind, Path directory) throws IOException {
    String cgroup = Enclosure.cgroup(kind.word());
    String script = directory.resolve("../engine.sh").normalize().toString();
    try (var resource = Engine.class.getResourceAsStream("/engines/engine.sh")) {
      Files.write(Path.of(script), resource.readAllBytes());
    }
    List<String> command = List.of(script, kind.word(), piece().toString(), cgroup);
    // Podman has one group for all its containers.
    List<String> groups = kind == Kind.DOCKER ? List.of(cgroup) : List.of("libpod_parent");
    Engine engine = new Engine(kind, directory, Enclosure.start(directory, command, groups));
    Files.createDirectory(engine.work());
    Path started = directory.resolve("started");
    Await.until(
        kind.word(),
        () -> Files.exists(started) || !engine.enclosure.isAlive(),
        engine.enclosure::toString);
    if (!Files.exists(started)) {
      throw new AssertionError(kind + " has ended: " + engine.enclosure.log("shell", "engine.log"));
    }
    return engine;
  }

  Kind kind() {
    return kind;
  }

  Enclosure enclosure() {
    return enclosure;
  }

  /** Where commands are run. */
  Path work() {
    return directory.resolve("work");
  }

  /** Runs commands of a shell; no failure of theirs is one of the test. */
  Finished sh(String commands) {
    return Finished.of(Path.of("."), Map.of(), command(commands), MOST_SECONDS);
  }

  /** What commands print that have to succeed. */
  String print(String commands) {
    Finished finished = sh(commands);
    if (finished.status() != 0) {
      throw new AssertionError(
          commands + ": " + finished.output() + enclosure.log("shell", "engine.log"));
    }
    return finished.output().strip();
  }

  private List<String> command(String commands) {
    String path =
        directory.resolve("bin") + ":" + piece().resolve("bin") + ":/usr/sbin:/usr/bin:/sbin:/bin";
    return enclosure
        .inside(
            List.of(
                "env",
                "-C",
                work().toString(),
                "PATH=" + path,
                "LD_LIBRARY_PATH=" + piece().resolve("lib"),
                "sh",
                "-c",
                commands))
        .command();
  }

  /** Waits until commands of a shell print something like this. */
  String await(String what, String commands, String regex) {
    StringBuilder last = new StringBuilder();
    Await.until(
        what,
        () -> {
          Thread.sleep(500);
          last.setLength(0);
          last.append(sh(commands).output());
          return last.toString().matches("(?s).*(?:" + regex + ").*");
        },
        last::toString);
    return last.toString();
  }

  @Override
  public void close() throws IOException {
    enclosure.close();
  }
}
