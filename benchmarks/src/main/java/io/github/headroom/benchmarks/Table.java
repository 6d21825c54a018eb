package io.github.headroom.benchmarks;

/** Writes tables of Markdown. */
final class Table {

  private final StringBuilder out;

  Table(StringBuilder out) {
    this.out = out;
  }

  /** Begins a table. */
  void head(String head, int columns) {
    out.append(head).append("\n|").append("---|".repeat(columns)).append('\n');
  }

  void row(String... cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
