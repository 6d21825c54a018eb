package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.victim.Idle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The AOT cache of JDK 24 and newer (JEP 483, JEP 514). -javaagent adds the module java.instrument,
 * and the JVM takes a cache only where the added modules are those of the training run.
 */
@Execution(ExecutionMode.CONCURRENT)
class AotCacheTest {

  private static final int FEATURE = 25;

  @TempDir static Path directory;
  private static Path jar;

  /** The JVM makes no cache of classes in a directory. */
  @BeforeAll
  static void packTheVictim() throws IOException {
    jar = directory.resolve("idle.jar");
    String name = Idle.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in = Idle.class.getClassLoader().getResourceAsStream(name)) {
      out.putNextEntry(new JarEntry(name));
      in.transferTo(out);
    }
  }

  private static JavaProcess.Builder idle(String... options) {
    return JavaProcess.running("-cp", jar.toString(), Idle.class.getName())
        .java(Jdks.java(FEATURE))
        .options(options)
        .environment("OTEL_METRICS_EXPORTER", "none");
  }

  private static void train(Path cache, JavaProcess.Builder program) throws Exception {
    try (JavaProcess jvm = program.options("-XX:AOTCacheOutput=" + cache).start()) {
      assertEquals(0, jvm.awaitOutput("ready").endInput().awaitExit());
    }
    assertTrue(Files.size(cache) > 0);
  }

  /** How many classes a JVM with the agent takes from the cache. */
  private static long shared(Path cache, JavaProcess.Builder program) throws Exception {
    Path loaded = directory.resolve(cache.getFileName() + ".log");
    String[] options = {"-XX:AOTCache=" + cache, "-Xlog:class+load:file=" + loaded};
    try (JavaProcess jvm = program.options(options).agent().start()) {
      assertEquals(0, jvm.awaitOutput("ready").endInput().awaitExit());
    }
    try (var lines = Files.lines(loaded)) {
      return lines.filter(line -> line.contains("shared objects file")).count();
    }
  }

  @Test
  void aCacheThatWasTrainedWithTheAgentIsUsedWithIt() throws Exception {
    Path cache = directory.resolve("agent.aot");
    train(cache, idle().agent());
    assertTrue(shared(cache, idle()) > 500);
  }

  @Test
  void aCacheThatWasTrainedWithTheModuleOfAgentsIsUsedWithTheAgent() throws Exception {
    Path cache = directory.resolve("module.aot");
    train(cache, idle("--add-modules=java.instrument"));
    assertTrue(shared(cache, idle()) > 500);
  }

  @Test
  void aCacheThatWasTrainedWithoutEitherIsRejectedAsAWhole() throws Exception {
    Path cache = directory.resolve("plain.aot");
    train(cache, idle());
    assertEquals(0, shared(cache, idle()), "no reason is left to train with the agent");
  }
}
