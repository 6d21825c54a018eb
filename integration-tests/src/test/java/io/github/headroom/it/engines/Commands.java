package io.github.headroom.it.engines;

import java.io.IOException;

/** The commands of docs for one engine, and what they print. */
final class Commands {

  static final String INSTALL = "install.md";
  static final String AFTER = "after-a-kill.md";

  private final Engine engine;
  private final String version;

  Commands(Engine engine) {
    this.engine = engine;
    this.version =
        engine.kind().title()
            + " "
            + Printed.firstMatch(engine.print("docker --version"), "[0-9]+[.0-9]*");
  }

  Engine engine() {
    return engine;
  }

  /** The engine's name and version. */
  String version() {
    return version;
  }

  /** Runs a container with the agent from the host. */
  String run() throws IOException {
    return Snippets.of(INSTALL, "## Docker", "sh", 0);
  }

  /** Looks at the end of a container, and reports. */
  String afterAKill() throws IOException {
    return Snippets.of(AFTER, "### In Docker", "sh", 0);
  }

  /** The id of the container that was made last. */
  String latest() {
    return engine.print("docker ps --all --latest --quiet");
  }

  /** A container and the volume of its recordings. */
  void remove(String id) {
    engine.print("docker rm --force " + id + " && docker volume rm headroom-recordings");
  }

  /** What docs have for the time after a kill. */
  String report(String id) throws IOException {
    // From another container it is not known at once that the JVM has ended.
    return engine.await("the report", reportOf(id), "ended +oom_kill .*culprit +native_other");
  }

  /** Prints what docs have for the time after a kill. */
  String reportOf(String id) throws IOException {
    return afterAKill().replace("CONTAINER", id);
  }

  /** Starts a container again; how its agent names the end before. */
  String nextStart(String id) {
    // More memory at once, so that it lives until all is seen, on a busy machine, too.
    engine.print("docker start " + id + " && docker update --memory 1g --memory-swap 1g " + id);
    String log =
        engine.await("the next start", "docker logs " + id + " 2>&1", "the JVM before this one");
    return Printed.next(log);
  }

  /** What show prints in a container. */
  String show(String id) {
    return engine.print("docker exec " + id + " java -jar /opt/headroom-agent.jar show 2>&1");
  }

  /** A row of the table of all engines. */
  String[] row(String name, String group, String limit, String state, String after, String next) {
    return new String[] {
      name,
      group,
      limit.replaceFirst(".*the limit is ", ""),
      state.replaceFirst(".* ", ""),
      state.replaceFirst(" .*", ""),
      Printed.ended(after),
      next.replaceFirst(":.*", "")
    };
  }
}
