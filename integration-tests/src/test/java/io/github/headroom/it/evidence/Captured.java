package io.github.headroom.it.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A captured directory of evidence, copied to be broken. */
final class Captured {

  private final Path directory;

  private Captured(Path directory) {
    this.directory = directory;
  }

  static Path original(String name) {
    return Path.of("src/test/resources/evidence", name);
  }

  static String kernelLog(String name) {
    try {
      return Files.readString(original(name).resolve("dmesg"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Captured copy(String name, Path to) throws IOException {
    Path from = original(name);
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    return new Captured(to);
  }

  Captured change(String file, UnaryOperator<String> change) throws IOException {
    Path path = directory.resolve(file);
    Files.writeString(path, change.apply(Files.readString(path)));
    return this;
  }

  Captured replace(String file, String regex, String replacement) throws IOException {
    return change(
        file,
        text -> {
          String changed = text.replaceAll(regex, replacement);
          if (changed.equals(text)) {
            throw new AssertionError(file + " has nothing like " + regex);
          }
          return changed;
        });
  }

  Captured delete(String file) throws IOException {
    Files.delete(directory.resolve(file));
    return this;
  }

  Evidence read() throws IOException {
    return Evidence.read(directory);
  }
}
