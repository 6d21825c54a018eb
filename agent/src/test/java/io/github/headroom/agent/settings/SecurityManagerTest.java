package io.github.headroom.agent.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * A JVM whose SecurityManager, with Java's default policy, forbids all sources but the argument.
 */
class SecurityManagerTest {

  /** Runs in the JVM with the SecurityManager. */
  static final class Target {
    public static void main(String[] args) {
      List<String> problems = new ArrayList<>();
      Settings settings =
          SettingsReader.read(
              "otel.service.name=shop,config=/etc/hostname", null, Path.of("/"), problems);
      System.out.println(settings.serviceName());
      problems.forEach(System.out::println);
    }
  }

  @Test
  void unreadableSourcesAreLoggedOnceAndTheArgumentCounts() throws Exception {
    Assumptions.assumeTrue(
        Runtime.version().feature() < 24, "Java 24 and later have no SecurityManager");
    String classes =
        Path.of("target", "classes").toAbsolutePath()
            + ":"
            + Path.of("target", "test-classes").toAbsolutePath();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Djava.security.manager",
                "-Dotel.service.name=unseen",
                "-cp",
                classes,
                Target.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, process.waitFor());
    assertEquals(
        List.of(
            "shop",
            "system properties: the security manager forbids reading them; none is used",
            "environment: the security manager forbids reading it; none of it is used",
            "headroom.config /etc/hostname: the security manager forbids reading it;"
                + " no setting of it is used"),
        output.lines().toList());
  }
}
