package io.github.headroom.it.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that has ended.
 *
 * @param output what it wrote on standard output and standard error
 */
public record Finished(int status, String output) {

  private static final int END_SECONDS = 120;

  /** The project's directory. */
  public static Path project() {
    return Path.of(System.getProperty("headroom.deploy", "../deploy"))
        .toAbsolutePath()
        .normalize()
        .getParent();
  }

  public static Finished of(Path directory, String... command) {
    return of(directory, Map.of(), List.of(command));
  }

  public static Finished of(Path directory, Map<String, String> environment, List<String> command) {
    return of(directory, environment, command, END_SECONDS);
  }

  /**
   * Runs a command to its end.
   *
   * @param endSeconds after which the test fails where the command has not ended
   */
  public static Finished of(
      Path directory, Map<String, String> environment, List<String> command, int endSeconds) {
    try {
      Path output = Files.createTempFile("headroom-it", ".out");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(endSeconds, TimeUnit.SECONDS);
      String text = Files.readString(output);
      Files.delete(output);
      if (!ended) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end: " + text);
      }
      return new Finished(process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Its output; the test fails where its status is not 0. */
  public String orFail() {
    if (status != 0) {
      throw new AssertionError("status " + status + ": " + output);
    }
    return output;
  }
}
