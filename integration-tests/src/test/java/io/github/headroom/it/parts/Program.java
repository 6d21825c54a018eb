package io.github.headroom.it.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A backend's process with a directory of its own, which goes with it. */
final class Program implements AutoCloseable {

  private static final int END_SECONDS = 10;

  private final Process process;
  private final Path directory;

  private Program(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  static Path newDirectory(String name) {
    try {
      return Files.createTempDirectory("headroom-it-" + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the command and waits until every port answers. */
  static Program start(Path directory, List<String> command, int... ports) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(directory.resolve("log").toFile());
      Program program = new Program(builder.start(), directory);
      for (int port : ports) {
        Await.until(
            command.get(0) + " on port " + port,
            () -> {
              if (!program.process.isAlive()) {
                throw new AssertionError(command + " has ended: " + program.log());
              }
              return Ports.answers(port);
            },
            program::log);
      }
      return program;
    } catch (IOException e) {
      throw new AssertionError("cannot start " + command, e);
    }
  }

  /** What it has printed so far. */
  String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
