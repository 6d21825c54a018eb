package io.github.headroom.agent.publish;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A text of the test resources that is compared line by line. */
final class GoldenFile {

  private GoldenFile() {}

  /** Its lines but for comments, blanks squeezed. */
  static List<String> lines(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(GoldenFile.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.replaceAll(" +", " "))
          .toList();
    }
  }
}
