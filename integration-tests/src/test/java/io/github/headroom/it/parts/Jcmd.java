package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JDK's jcmd, of the JVM that runs the tests; it speaks to JVMs of other versions as well. */
public final class Jcmd {

  private Jcmd() {}

  /** What a JVM answers to a command; the test is skipped in a JRE. */
  public static String run(long pid, String command) throws IOException, InterruptedException {
    Path jcmd = Jdks.current().resolveSibling("jcmd");
    assumeTrue(Files.isExecutable(jcmd), () -> "no JDK: " + jcmd + " is missing");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
            .redirectErrorStream(true)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), answer);
    return answer;
  }
}
