package io.github.headroom.agent.cause;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of /proc below a directory of a test. */
final class FakeProc {

  private final Path root;

  FakeProc(Path root) {
    this.root = root;
  }

  FakeProc file(String name, String text) {
    try {
      Path file = root.resolve("proc").resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A process that was started so many seconds after the boot; this one was 5 seconds after it, and
   * the container was 990.
   */
  FakeProc process(int pid, String comm, String commandLine, int startedSeconds) {
    file("uptime", "10.25 15.00\n"); // lxcfs shows the container's own
    file("self/stat", stat(7, 5));
    file(pid + "/stat", stat(pid, startedSeconds));
    file(pid + "/comm", comm + "\n");
    return file(pid + "/cmdline", commandLine);
  }

  private static String stat(int pid, int startedSeconds) {
    return pid + " (a) b) S" + " 0".repeat(18) + " " + startedSeconds * 100 + " 4096 10\n";
  }

  FakeProc descriptor(int number, String target) {
    try {
      Path directory = Files.createDirectories(root.resolve("proc/self/fd"));
      Files.createSymbolicLink(directory.resolve(Integer.toString(number)), Path.of(target));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
