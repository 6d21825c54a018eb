package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorsTest {

  @TempDir private Path directory;

  @Test
  void theTestsOwnJvmHasSome() {
    assertFalse(Descriptors.areShort());
  }

  @Test
  void whereThereIsNoFileToTryNothingIsShort() {
    assertFalse(Descriptors.areShort(directory.resolve("missing").toFile()));
  }

  @Test
  void aFileThatCannotBeOpenedShowsIt() {
    assertTrue(Descriptors.areShort(directory.toFile())); // opening one fails for root, too
  }

  @Test
  void aJvmAtItsLimitIsShortUntilItClosesSome() throws Exception {
    assertEquals("false true false", exhausted());
  }

  private String exhausted() throws IOException, InterruptedException {
    Process jvm =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 64; exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                ExhaustedDescriptors.class.getName(),
                Files.createFile(directory.resolve("f")).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String printed = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, jvm.waitFor());
      return printed.trim();
    } finally {
      jvm.destroyForcibly();
    }
  }
}
