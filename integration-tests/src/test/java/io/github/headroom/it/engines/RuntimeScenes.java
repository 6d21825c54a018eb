package io.github.headroom.it.engines;

import io.github.headroom.it.kubernetes.Page;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Lab;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/** The command of docs with runtimes other than runc. */
final class RuntimeScenes {

  private static final String STATE = "{{.State.Status}} {{.State.OOMKilled}} {{.State.ExitCode}}";

  private final Commands commands;
  private final Engine engine;
  private final Page page;

  RuntimeScenes(Commands commands, Page page) {
    this.commands = commands;
    this.engine = commands.engine();
    this.page = page;
  }

  /** The same command with another runtime. */
  String[] gvisor() throws IOException {
    String run = commands.run();
    String id = engine.print(run.replace("docker run ", "docker run --runtime runsc --detach "));
    String show = commands.show(id);
    Path killed = engine.enclosure().memoryCgroup(id).resolve("memory.oom_control");
    Await.until(
        "the kill of the sandbox",
        // The group goes with the container.
        () -> !Files.exists(killed) || Files.readString(killed).contains("oom_kill 1"));
    String state = engine.print("sleep 60; docker inspect -f '" + STATE + "' " + id);
    String log = engine.print("docker logs " + id + " 2>&1");
    String after = engine.sh(commands.reportOf(id)).output();
    engine.print("docker rm --force " + id);
    page.check(Printed.limit(show).endsWith("is 512.0 MiB"), "gVisor, show", () -> show);
    page.check(log.contains("WARN growing"), "gVisor, log", () -> log);
    page.add(
        """
        ### With gVisor

        The same command with `--runtime runsc --detach`, of gVisor %s. The cgroup that gVisor shows has a usage, but no limit and no `memory.stat`.
        gVisor shows the container's limit as the memory of the machine, and the agent uses that. At the limit the kernel's OOM killer ends a process of
        the sandbox; %s.

        """
            .formatted(
                Printed.firstMatch(engine.print("runsc --version"), "[0-9]{8}"),
                state.startsWith("running")
                    ? "the sandbox itself lives on, and Docker shows `running` while the"
                        + " application stands still, until somebody ends the container"
                    : "Docker shows `" + state + "`"));
    page.block(Printed.agentsLines(log));
    page.add(
        """
        `report` of another container, a minute after the last record. gVisor shows a boot id of its own, so the sandbox could be another machine that shares the volume, and for
        five minutes the report does not decide:

        """);
    page.block(after.lines().skip(1).limit(7).collect(Collectors.joining("\n")));
    page.add("`show` in the container:\n\n");
    page.block(show);
    return commands.row(
        commands.version() + " with gVisor",
        Printed.group(log),
        Printed.limit(show),
        state.startsWith("running") ? " running" : state.split(" ", 2)[1],
        after,
        "");
  }

  /** The same command with another runtime of Podman's. */
  void crun(List<String[]> rows) throws IOException {
    page.add("### With crun\n\n");
    try {
      Lab.command("crun", "crun");
    } catch (TestAbortedException e) {
      page.add("Not seen here: " + e.getMessage() + ".\n\n");
      return;
    }
    String run = commands.run();
    Finished killed = engine.sh(run.replace("docker run ", "docker run --runtime crun "));
    page.check(killed.status() == 137, "crun, docker run", killed::output);
    String id = commands.latest();
    String after = commands.report(id);
    String next = commands.nextStart(id);
    page.check(next.startsWith("oom_kill"), "crun, next start", () -> next);
    commands.remove(id);
    String name =
        commands.version()
            + " with crun "
            + Printed.firstMatch(engine.print("crun --version"), "[0-9]+[.0-9]*");
    page.add("The same command with `--runtime crun`:\n\n");
    page.block(Printed.agentsLines(killed.output()));
    page.block(after);
    String limit = Printed.firstMatch(after, "the limit is [^\n]*");
    String state = after.lines().findFirst().orElse("");
    rows.add(commands.row(name, Printed.group(killed.output()), limit, state, after, next));
  }
}
