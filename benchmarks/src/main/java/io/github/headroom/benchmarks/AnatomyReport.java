package io.github.headroom.benchmarks;

import static io.github.headroom.benchmarks.Spread.number;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** The tables of where an agent's weight is: native memory, classes, compiled methods. */
final class AnatomyReport {

  private final Candidates candidates;
  private final Table table;
  private final StringBuilder out;

  AnatomyReport(Candidates candidates, StringBuilder out) {
    this.candidates = candidates;
    this.out = out;
    this.table = new Table(out);
  }

  void write(Measured m) {
    List<Candidate> shown = new ArrayList<>(m.anatomy().keySet());
    shown.remove(candidates.none);
    Anatomy.Parts base = m.anatomy().get(candidates.none);
    if (base == null) {
      return;
    }
    out.append("### ").append(m.jdk().label()).append("\n\n");
    StringBuilder head = new StringBuilder("| native memory committed, KiB |");
    for (Candidate candidate : shown) {
      head.append(' ').append(candidate.name()).append(" |");
    }
    table.head(head.toString(), shown.size() + 1);
    var rows = new TreeSet<String>();
    shown.forEach(c -> rows.addAll(Measured.of(m.anatomy(), c).nativeKib().keySet()));
    for (String category : rows) {
      parts(category, shown, m, parts -> parts.nativeKib().getOrDefault(category, 0L), base);
    }
    out.append('\n');
    table.head(
        head.toString().replace("native memory committed, KiB", "classes loaded from"),
        shown.size() + 1);
    rows.clear();
    shown.forEach(c -> rows.addAll(Measured.of(m.anatomy(), c).classes().keySet()));
    for (String origin : rows) {
      parts(origin, shown, m, parts -> parts.classes().getOrDefault(origin, 0), base);
    }
    out.append('\n');
    table.head(
        head.toString().replace("native memory committed, KiB", "methods compiled"),
        shown.size() + 1);
    for (int tier = 1; tier <= 4; tier++) {
      int of = tier;
      parts(
          tier == 4 ? "by C2" : "by C1, tier " + tier,
          shown,
          m,
          parts -> parts.compiled().getOrDefault(of, 0),
          base);
    }
    out.append('\n');
  }

  private void parts(
      String name,
      List<Candidate> shown,
      Measured m,
      ToDoubleFunction<Anatomy.Parts> figure,
      Anatomy.Parts base) {
    var cells = new ArrayList<String>();
    cells.add(name);
    boolean any = false;
    for (Candidate candidate : shown) {
      double beyond =
          figure.applyAsDouble(Measured.of(m.anatomy(), candidate)) - figure.applyAsDouble(base);
      any |= beyond != 0;
      cells.add(number("%.0f", beyond));
    }
    if (any) {
      table.row(cells.toArray(String[]::new));
    }
  }
}
