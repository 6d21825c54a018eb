package io.github.headroom.it.engines;

import io.github.headroom.it.kubernetes.Page;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Enclosure;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What docs say of systemd, as it is written, with this machine's systemd and cgroup v1. */
final class Systemd {

  private static final String INSTALL = "install.md";
  private static final String HEADING = "## systemd";
  private static final Path SYSTEMD = Path.of("/lib/systemd/systemd");

  private final Page page;
  private final Path directory;

  private Systemd(Page page, Path directory) {
    this.page = page;
    this.directory = directory;
  }

  /**
   * Plays the scene.
   *
   * @param directory empty
   * @return the row of the table of all engines
   */
  static List<String[]> see(Page page, Path directory) {
    if (!Files.isExecutable(SYSTEMD)) {
      page.check(false, "no systemd", () -> SYSTEMD + " is missing: apt-get install systemd");
      return List.of();
    }
    try {
      Systemd systemd = new Systemd(page, directory);
      systemd.play();
      return systemd.write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void play() throws IOException {
    Files.writeString(directory.resolve("install"), Snippets.of(INSTALL, HEADING, "sh", 0));
    Files.writeString(directory.resolve("drop-in"), Snippets.of(INSTALL, HEADING, "ini", 0));
    Files.writeString(directory.resolve("restart"), Snippets.of(INSTALL, HEADING, "sh", 1));
    Path script = directory.resolve("systemd.sh");
    try (var resource = Systemd.class.getResourceAsStream("/engines/systemd.sh")) {
      Files.write(script, resource.readAllBytes());
    }
    Path demo =
        Path.of(System.getProperty("headroom.demo.jar", "../demo-app/target/headroom-demo.jar"));
    String cgroup = Enclosure.cgroup("systemd");
    List<String> command =
        List.of(
            script.toString(),
            directory.toString(),
            JavaProcess.agentJar().toString(),
            demo.toAbsolutePath().normalize().toString(),
            cgroup);
    try (Enclosure enclosure = Enclosure.start(directory, command, List.of(cgroup))) {
      Path report = directory.resolve("report");
      Await.until(
          "the kill of the service",
          () -> Files.exists(report) || !enclosure.isAlive(),
          enclosure::toString);
      Await.until("the end of systemd", () -> !enclosure.isAlive(), enclosure::toString);
    }
  }

  private List<String[]> write() throws IOException {
    String words = Finished.of(directory, SYSTEMD.toString(), "--version").output();
    String version = words.split(" ", 3)[1]; // systemd 252 (252.39-1~deb12u1)
    String status = text("status");
    String report = text("report");
    String journal = text("journal");
    String next = Containers.next(journal);
    page.check(status.contains("signal=KILL"), "systemctl status", () -> status + text("shell"));
    page.check(report.contains("ended     oom_kill ("), "report", () -> report);
    page.check(next.startsWith("oom_kill"), "systemd, next start", () -> journal);
    page.add(
        """
        ## systemd %s

        The commands and the drop-in of [install.md](install.md#systemd), for a service that runs as another user than root. systemd is the first process of a pid namespace.
        It sees OOM kills on cgroup v2 only, and shows `Result: oom-kill` there. On v1, `systemctl status checkout` after the kill:

        """
            .formatted(version));
    page.block(
        status.lines().filter(line -> !line.contains(" java[")).collect(Collectors.joining("\n")));
    page.add(
        "`systemctl show --property=Result,MemoryMax checkout`, and `ls -ln"
            + " /var/lib/checkout`:\n\n");
    page.block(text("show") + text("files"));
    page.add("```sh\njava -jar headroom-agent.jar report /var/lib/checkout\n```\n\n");
    page.block(report);
    page.add("The agent's lines in the journal, of both starts:\n\n");
    page.block(Containers.agentsLines(journal));
    return List.<String[]>of(
        new String[] {
          "systemd " + version,
          Containers.group(journal),
          "MemoryMax=512M",
          "signal=KILL",
          text("show").lines().findFirst().orElse(""),
          Containers.ended(report),
          next.replaceFirst(":.*", "")
        });
  }

  private String text(String name) {
    try {
      return Files.readString(directory.resolve(name));
    } catch (IOException e) {
      return e + "\n";
    }
  }
}
