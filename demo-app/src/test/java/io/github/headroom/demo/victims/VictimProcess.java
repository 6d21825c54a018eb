package io.github.headroom.demo.victims;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A victim in a JVM of its own. */
final class VictimProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private VictimProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.US_ASCII);
  }

  static VictimProcess start(Class<?> victim, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), victim.getName()));
    command.addAll(List.of(arguments));
    return new VictimProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  Process process() {
    return process;
  }

  /** The next line of its standard output or error; an error if it ended instead. */
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new AssertionError("no further line");
    }
    return line;
  }

  /** Returns at the first line with so many bytes or more. */
  void awaitBytes(long bytes) throws IOException {
    for (String line = line(); bytes(line) < bytes; line = line()) {
      // Another second.
    }
  }

  private static long bytes(String line) {
    if (!line.matches("\\d{13} \\d+")) {
      throw new AssertionError(line);
    }
    return Long.parseLong(line.substring(14));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }
}
