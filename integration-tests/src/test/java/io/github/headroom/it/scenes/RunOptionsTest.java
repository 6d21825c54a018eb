package io.github.headroom.it.scenes;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RunOptionsTest {

  @Test
  void aSecondRunLeavesTheDirectoryOfTheFirstAlone() throws IOException {
    Path running = RunOptions.of().directory("two-runs").path().resolve("not-ended");
    Files.createDirectories(running);
    RunOptions second = RunOptions.of("--continue");
    assertThrows(IllegalStateException.class, () -> second.directory("two-runs"));
    assertTrue(Files.exists(running));
  }
}
