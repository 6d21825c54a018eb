package io.github.headroom.it.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The agent's account of a scene against the kernel's.
 *
 * @param facts exit status, whose limit, which figures are there
 * @param rows the figures of the last sample beside the kernel's
 * @param ageMillis of that sample at the kill, or when a victim that lives was looked at; empty
 *     when there is none
 */
public record Judgement(
    Evidence evidence, List<Fact> facts, List<Row> rows, OptionalLong ageMillis) {

  /** Judges by what the scene was to come to. */
  public static Judgement of(Evidence evidence) {
    List<Fact> facts = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    Optional<LastSample> sample = LastSample.of(evidence);
    Facts.add(evidence, facts);
    if (sample.isEmpty()) {
      facts.add(new Fact("a sample before the end", "at least one", "none"));
    } else {
      sample.get().addFacts(evidence, facts);
      sample.get().addRows(evidence, facts, rows);
    }
    return new Judgement(
        evidence,
        List.copyOf(facts),
        List.copyOf(rows),
        sample.isPresent() ? OptionalLong.of(sample.get().ageMillis()) : OptionalLong.empty());
  }

  public boolean holds() {
    return failures().isEmpty();
  }

  /** What does not hold, one line each. */
  public List<String> failures() {
    List<String> failures = new ArrayList<>();
    facts.stream().filter(fact -> !fact.holds()).forEach(fact -> failures.add(fact.toString()));
    rows.stream().filter(row -> !row.holds()).forEach(row -> failures.add(row.toString()));
    return failures;
  }

  /** Fails with all that does not hold. */
  public void assertHolds() {
    List<String> failures = failures();
    if (!failures.isEmpty()) {
      throw new AssertionError(
          evidence.scene().name() + ":\n  " + String.join("\n  ", failures) + "\n" + this);
    }
  }

  /** All rows, for a person. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(evidence.directory()).append(", last sample ");
    text.append(ageMillis.isPresent() ? ageMillis.getAsLong() + " ms before\n" : "absent\n");
    for (Row row : rows) {
      text.append(row.holds() ? "  holds: " : "  FAILS: ").append(row).append('\n');
    }
    return text.toString();
  }
}
