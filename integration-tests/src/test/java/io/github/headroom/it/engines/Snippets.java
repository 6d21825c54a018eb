package io.github.headroom.it.engines;

import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The blocks of code of a page in docs. */
final class Snippets {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");

  private Snippets() {}

  /**
   * A block as it is written.
   *
   * @param page a file in docs
   * @param heading with its number signs; the block is between it and the next heading
   * @param language of the block
   * @param index among the blocks of this language there, from 0
   */
  static String of(String page, String heading, String language, int index) throws IOException {
    String text = Files.readString(Finished.project().resolve("docs").resolve(page));
    int from = text.indexOf("\n" + heading + "\n");
    if (from < 0) {
      throw new AssertionError(page + " has no heading " + heading);
    }
    int to = text.indexOf("\n#", from + heading.length() + 1);
    String section = text.substring(from, to < 0 ? text.length() : to);
    List<String> found =
        BLOCK
            .matcher(section)
            .results()
            .filter(block -> block.group(1).equals(language))
            .map((MatchResult block) -> block.group(2))
            .toList();
    if (index >= found.size()) {
      throw new AssertionError(page + ", " + heading + ": no block " + language + " " + index);
    }
    return found.get(index);
  }
}
