package io.github.headroom.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a command to its end and gives what it printed. */
final class Run {

  private Run() {}

  static String command(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(String.join(" ", command) + ": exit code " + status + "\n" + output);
    }
    return output;
  }

  static String jcmd(Jdk jdk, long pid, String... command)
      throws IOException, InterruptedException {
    var all = new java.util.ArrayList<>(List.of(jdk.jcmd().toString(), Long.toString(pid)));
    all.addAll(List.of(command));
    return command(all);
  }

  /** Compiles one of our C programs. */
  static Path c(Path source, Path into) throws IOException, InterruptedException {
    command(List.of("gcc", "-O2", "-Wall", "-o", into.toString(), source.toString()));
    return into;
  }
}
