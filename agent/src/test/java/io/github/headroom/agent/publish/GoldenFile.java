package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A contract among the test resources, line by line. {@code -Dheadroom.write.docs=true} rewrites
 * it. Without that it is compared. Check the difference before a commit.
 */
final class GoldenFile {

  private GoldenFile() {}

  /** Fails if its lines, except comments, are not these. */
  static void check(String name, List<String> lines) throws IOException {
    Path file = Path.of("src/test/resources", name);
    List<String> comments = lines(file, true);
    if (Boolean.getBoolean("headroom.write.docs")) {
      Files.write(file, Stream.concat(comments.stream(), lines.stream()).toList());
      return;
    }
    assertEquals(String.join("\n", lines(file, false)), String.join("\n", lines), name);
  }

  private static List<String> lines(Path file, boolean comments) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("#") == comments)
        .toList();
  }
}
