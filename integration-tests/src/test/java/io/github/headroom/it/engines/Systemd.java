package io.github.headroom.it.engines;

import io.github.headroom.it.kubernetes.Page;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.Enclosure;
import io.github.headroom.it.parts.Guest;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/**
 * What docs say of systemd, as it is written, with this machine's systemd: on this machine's kernel
 * and cgroup v1, and in a guest with cgroup v2.
 */
final class Systemd {

  /** Where systemd runs. */
  enum Place {
    MACHINE("v1"),
    GUEST("v2");

    private final String cgroups;

    Place(String cgroups) {
      this.cgroups = cgroups;
    }

    /** The version of cgroups there. */
    String cgroups() {
      return cgroups;
    }
  }

  private static final String INSTALL = "install.md";
  private static final String HEADING = "## systemd";
  private static final Path SYSTEMD = Path.of("/lib/systemd/systemd");

  private static final Duration BOUND = Duration.ofMinutes(15);
  private static final int MEMORY_MIB = 1536;

  private final Place place;
  private final Page page;
  private final Path directory;

  private Systemd(Place place, Page page, Path directory) {
    this.place = place;
    this.page = page;
    this.directory = directory;
  }

  /**
   * Plays the scene.
   *
   * @param directory empty
   * @return the row of the table of all engines
   */
  static List<String[]> see(Place place, Page page, Path directory) {
    if (!Files.isExecutable(SYSTEMD)) {
      page.check(false, "no systemd", () -> SYSTEMD + " is missing: apt-get install systemd");
      return List.of();
    }
    try {
      // A guest leaves files of its own in the directory that it shares.
      Path scene = Files.createDirectory(directory.resolve("scene"));
      Systemd systemd = new Systemd(place, page, scene);
      systemd.play();
      return systemd.write();
    } catch (TestAbortedException e) { // no QEMU, no kernel
      page.add(
          "## systemd, cgroup " + place.cgroups + "\n\nNot seen here: " + e.getMessage() + ".\n\n");
      return List.of();
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
    if (place == Place.GUEST) {
      inGuest(command);
    } else {
      onTheMachine(command, cgroup);
    }
  }

  private void onTheMachine(List<String> command, String cgroup) throws IOException {
    try (Enclosure enclosure = Enclosure.start(directory, command, List.of(cgroup))) {
      Path report = directory.resolve("report");
      Await.until(
          "the kill of the service",
          () -> Files.exists(report) || !enclosure.isAlive(),
          enclosure::toString);
      Await.until("the end of systemd", () -> !enclosure.isAlive(), enclosure::toString);
    }
  }

  private void inGuest(List<String> command) throws IOException {
    Guest guest = new Guest(Guest.Kernel.BOOKWORM, MEMORY_MIB, 0, BOUND, "psi=1");
    try {
      String words = "unshare --mount --propagation=private sh '" + String.join("' '", command);
      Guest.Run run = guest.run(directory.getParent(), words + "'\n");
      Files.writeString(directory.resolve("shell"), run.log());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private List<String[]> write() throws IOException {
    String words = Finished.of(directory, SYSTEMD.toString(), "--version").output();
    String version = words.split(" ", 3)[1]; // systemd 252 (252.39-1~deb12u1)
    String status = text("status");
    String report = text("report");
    String journal = text("journal");
    String next = Printed.next(journal);
    String result = place == Place.GUEST ? "Result: oom-kill" : "signal=KILL";
    page.check(status.contains(result), "systemctl status", () -> status + text("shell"));
    page.check(report.contains("ended     oom_kill ("), "report", () -> report);
    page.check(next.startsWith("oom_kill"), "systemd, next start", () -> journal);
    page.add(
        """
        ## systemd %s, cgroup %s

        The commands and the drop-in of [install.md](install.md#systemd), for a service that runs as another user than root. systemd is the first process of a pid namespace%s.
        `systemctl status checkout` after the kill:

        """
            .formatted(version, place.cgroups, where()));
    page.block(
        status.lines().filter(line -> !line.contains(" java[")).collect(Collectors.joining("\n")));
    page.add(
        "`systemctl show --property=Result,MemoryMax checkout`, and `ls -ln"
            + " /var/lib/checkout`:\n\n");
    page.block(text("show") + text("files"));
    page.add("```sh\njava -jar headroom-agent.jar report /var/lib/checkout\n```\n\n");
    page.block(report);
    page.add("The agent's lines in the journal, of both starts:\n\n");
    page.block(Printed.agentsLines(journal));
    return List.<String[]>of(
        new String[] {
          "systemd " + version + ", cgroup " + place.cgroups,
          Printed.group(journal),
          "MemoryMax=512M",
          "signal=KILL",
          text("show").lines().findFirst().orElse(""),
          Printed.ended(report),
          next.replaceFirst(":.*", "")
        });
  }

  private String where() {
    return place == Place.GUEST
        ? ", in a guest with Linux " + text("kernel").strip() + ", whose OOM kills it sees"
        : "; on cgroup v1 it does not see OOM kills";
  }

  private String text(String name) {
    try {
      return Files.readString(directory.resolve(name));
    } catch (IOException e) {
      return e + "\n";
    }
  }
}
