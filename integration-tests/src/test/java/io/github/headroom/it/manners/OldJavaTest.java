package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.victim.Idle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A JVM that is too old for the agent. */
@Execution(ExecutionMode.CONCURRENT)
class OldJavaTest {

  /** The entry, and the line that it prints. */
  private static final Set<String> OF_JAVA_6 =
      Set.of(
          "io/github/headroom/agent/HeadroomAgent.class",
          "io/github/headroom/agent/boot/NotStarted.class");

  /** JVMS 4.1: u4 magic, u2 minor version, u2 major version. */
  private static final int MAJOR_VERSION_AT = 7;

  private static final int JAVA_6 = 50;

  @Test
  void theEntryIsOneThatJava6And7Load() throws Exception {
    try (JarFile jar = new JarFile(JavaProcess.agentJar().toFile())) {
      for (String name : OF_JAVA_6) {
        try (InputStream in = jar.getInputStream(jar.getJarEntry(name))) {
          assertEquals(JAVA_6, in.readAllBytes()[MAJOR_VERSION_AT], name);
        }
      }
    }
  }

  /** All but the entry are from the future here, as they are for Java 7. */
  @Test
  void tooNewClassesAreLoggedAndTheApplicationRuns(@TempDir Path directory) throws Exception {
    Path jar = directory.resolve("headroom-agent.jar");
    copyFromTheFuture(JavaProcess.agentJar(), jar);
    try (JavaProcess jvm =
        Guests.alone(Jdks.current(), Idle.class).options("-javaagent:" + jar).start()) {
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals("ready\ndone\n", jvm.output());
      assertEquals(List.of(), Guests.theirs(jvm));
      assertEquals(1, Guests.ours(jvm).size(), jvm::toString);
      assertTrue(Guests.ours(jvm).get(0).contains("needs Java 8 or newer"), jvm::toString);
    }
  }

  private static void copyFromTheFuture(Path from, Path to) throws IOException {
    try (JarFile jar = new JarFile(from.toFile());
        OutputStream file = Files.newOutputStream(to);
        JarOutputStream out = new JarOutputStream(file)) {
      for (JarEntry entry : jar.stream().toList()) {
        out.putNextEntry(new JarEntry(entry.getName()));
        try (InputStream in = jar.getInputStream(entry)) {
          byte[] bytes = in.readAllBytes();
          if (entry.getName().endsWith(".class") && !OF_JAVA_6.contains(entry.getName())) {
            bytes[MAJOR_VERSION_AT] = 120;
          }
          out.write(bytes);
        }
      }
    }
  }
}
