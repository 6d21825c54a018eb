package io.github.headroom.benchmarks.accuracy.lives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The named numbers that stand in the sources of the forecast, and whether a comment says what each
 * is and where it is from: those that do not were chosen by somebody who looked at lives.
 */
record ForecastConstants(int count, List<String> withoutReason) {

  private static final Pattern CONSTANT =
      Pattern.compile("static final (?:double|int|long|double\\[\\]) ([A-Z_0-9]+) =\\s*([^;]+);");

  /** Not one that only names another, or counts what there is. */
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])[0-9]");

  /** Of a directory of sources. */
  static ForecastConstants of(Path directory) throws IOException {
    int count = 0;
    List<String> without = new ArrayList<>();
    try (var files = Files.list(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).sorted().toList()) {
        String source = Files.readString(file);
        Matcher constant = CONSTANT.matcher(source);
        while (constant.find()) {
          if (NUMBER.matcher(constant.group(2)).find()) {
            count++;
            if (!isExplained(source, constant.start())) {
              String owner = file.getFileName().toString().replace(".java", "");
              without.add(owner + "." + constant.group(1));
            }
          }
        }
      }
    }
    return new ForecastConstants(count, without);
  }

  /** Whether a comment ends on the line before. */
  private static boolean isExplained(String source, int at) {
    int line = source.lastIndexOf('\n', at);
    String before = source.substring(0, Math.max(0, line)).stripTrailing();
    return before.endsWith("*/")
        || before.substring(before.lastIndexOf('\n') + 1).strip().startsWith("//");
  }
}
