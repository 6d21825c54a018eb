package io.github.headroom.it.release;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package. */
class DebTest {

  private static final Pattern COMMAND =
      Pattern.compile("(?m)^  java -jar headroom-agent\\.jar (\\w+)(?: \\| (\\w+))?");

  @TempDir private Path directory;
  private Path deb;

  @BeforeEach
  void build() {
    Lab.command("dpkg-deb", "dpkg");
    deb = build("1.2.3-rc.1");
  }

  @Test
  void itHoldsTheJarItsManPageAndAnExampleForSystemd() throws IOException {
    Path root = unpack();

    assertEquals(
        -1, Files.mismatch(JavaProcess.agentJar(), root.resolve("share/java/headroom-agent.jar")));
    assertTrue(Files.exists(root.resolve("share/man/man8/headroom-agent.8.gz")));
    assertTrue(
        Files.readString(root.resolve("share/doc/headroom-agent/examples/headroom.conf"))
            .contains("-javaagent:/usr/share/java/headroom-agent.jar"));
  }

  @Test
  void aReleaseCandidateSortsBeforeItsRelease() {
    String version =
        Finished.of(directory, "dpkg-deb", "-f", deb.toString(), "Version").orFail().strip();

    assertEquals("1.2.3~rc.1", version);
    Finished.of(directory, "dpkg", "--compare-versions", version, "lt", "1.2.3").orFail();
  }

  @Test
  void equalInputGivesEqualBytes() throws IOException {
    byte[] first = Files.readAllBytes(deb);

    assertArrayEquals(first, Files.readAllBytes(build("1.2.3-rc.1")));
  }

  @Test
  void theManPageHasEveryCommand() {
    Path page = unpack().resolve("share/man/man8/headroom-agent.8.gz");
    String manual = Finished.of(directory, "gzip", "-dc", page.toString()).orFail();
    String help =
        Finished.of(
                directory,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JavaProcess.agentJar().toString(),
                "help")
            .orFail();

    Matcher command = COMMAND.matcher(help);
    assertTrue(command.find(), help);
    do {
      for (String name :
          List.of(command.group(1), command.group(2) == null ? "help" : command.group(2))) {
        assertTrue(manual.matches("(?s).*\\n\\.TP\\n\\.BI?R? " + name + "\\b.*"), name);
      }
    } while (command.find());
  }

  private Path build(String version) {
    Finished.of(
            Finished.project(),
            Map.of("SOURCE_DATE_EPOCH", "1767225600"),
            List.of(
                "release/deb.sh", version, JavaProcess.agentJar().toString(), directory.toString()))
        .orFail();
    return directory.resolve("headroom-agent_" + version.replace('-', '~') + "_all.deb");
  }

  private Path unpack() {
    Path root = directory.resolve("root");
    Finished.of(directory, "dpkg-deb", "-x", deb.toString(), root.toString()).orFail();
    return root.resolve("usr");
  }
}
