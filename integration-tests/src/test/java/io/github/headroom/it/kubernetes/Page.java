package io.github.headroom.it.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A document in Markdown, and what is in it that should not be so. */
final class Page {

  private final StringBuilder text = new StringBuilder();
  private final List<String> faults = new ArrayList<>();

  void add(String paragraph) {
    text.append(paragraph);
  }

  void row(String... cells) {
    for (String cell : cells) {
      text.append("| ").append(cell.strip().replace("|", "\\|").replace("\n", "<br>")).append(' ');
    }
    text.append("|\n");
  }

  /** What a command printed. */
  void block(String output) {
    text.append("```text\n").append(output.stripTrailing()).append("\n```\n\n");
  }

  void check(boolean holds, String what, Supplier<?> seen) {
    if (!holds) {
      faults.add(what + ": " + seen.get());
    }
  }

  List<String> faults() {
    return faults;
  }

  void write(Path file) throws IOException {
    Files.writeString(file, text.toString().stripTrailing() + "\n");
  }
}
