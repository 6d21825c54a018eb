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

  /** A process that was started so many seconds after the boot; now is 1,000 seconds after it. */
  FakeProc process(int pid, String comm, String commandLine, int startedSeconds) {
    file("uptime", "1000.25 1500.00\n");
    file(
        pid + "/stat",
        pid + " (a) b) S" + " 0".repeat(18) + " " + startedSeconds * 100 + " 4096 10\n");
    file(pid + "/comm", comm + "\n");
    return file(pid + "/cmdline", commandLine);
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
