package io.github.headroom.it.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A document in Markdown, and what is in it that should not be so. */
public final class Page {

  private final StringBuilder text = new StringBuilder();
  private final List<String> faults = new ArrayList<>();

  public void add(String paragraph) {
    text.append(paragraph);
  }

  public void row(String... cells) {
    for (String cell : cells) {
      text.append("| ").append(cell.strip().replace("|", "\\|").replace("\n", "<br>")).append(' ');
    }
    text.append("|\n");
  }

  /** What a command printed. */
  public void block(String output) {
    text.append("```text\n").append(output.stripTrailing()).append("\n```\n\n");
  }

  public void check(boolean holds, String what, Supplier<?> seen) {
    if (!holds) {
      faults.add(what + ": " + seen.get());
    }
  }

  public List<String> faults() {
    return faults;
  }

  public String text() {
    return text.toString();
  }

  public void write(Path file) throws IOException {
    Files.writeString(file, text.toString().stripTrailing() + "\n");
  }
}
