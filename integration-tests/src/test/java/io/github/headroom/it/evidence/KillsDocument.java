package io.github.headroom.it.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes docs/kills.md: {@code KillsDocument DIRECTORY DOCUMENT}. DIRECTORY holds a directory of
 * evidence for each scene that was run, {@code NAME.skipped} with the reason for one that could not
 * be, {@code NAME.failed} for one whose run broke off, and in {@code matrix} how many scenes there
 * are in all.
 */
public final class KillsDocument {

  private static final String SKIPPED = ".skipped";
  private static final String FAILED = ".failed";
  private static final String MATRIX = "matrix";

  private final List<Judgement> judgements = new ArrayList<>();
  private final Map<String, String> skipped = new TreeMap<>();
  private final Map<String, List<String>> failed = new TreeMap<>();
  private String matrix = "";

  private KillsDocument() {}

  /** The exit status is 1 when a scene failed. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("usage: KillsDocument DIRECTORY DOCUMENT");
      System.exit(2);
    }
    KillsDocument document = of(Path.of(arguments[0]));
    Files.writeString(Path.of(arguments[1]), document.text());
    document.failed.forEach(
        (scene, faults) -> System.out.println(scene + ":\n  " + String.join("\n  ", faults)));
    System.out.println(document.counts());
    System.exit(document.failed.isEmpty() ? 0 : 1);
  }

  /** Reads and judges all that a directory holds. */
  public static KillsDocument of(Path directory) throws IOException {
    KillsDocument document = new KillsDocument();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path entry : all.sorted().toList()) {
        document.add(entry, entry.getFileName().toString());
      }
    }
    return document;
  }

  /** How many scenes came to what, in one line. */
  public String counts() {
    return judgements.size()
        + (matrix.isEmpty() ? "" : " of " + matrix)
        + " scenes judged: "
        + count(RecordedScene.KILLED)
        + " killed, "
        + count(RecordedScene.CHILD_KILLED)
        + " lost a child, "
        + count(RecordedScene.LIVES)
        + " lived, "
        + count(RecordedScene.THROTTLED)
        + " throttled, as expected; "
        + skipped.size()
        + " skipped, "
        + failed.size()
        + " failed";
  }

  /** The whole document, in Markdown. */
  public String text() {
    StringBuilder text = new StringBuilder();
    new KillsSummary(judgements).write(text, counts());
    writeReasons(text);
    Map<String, List<Judgement>> places = new LinkedHashMap<>();
    for (Judgement judgement : judgements) {
      places
          .computeIfAbsent(KillsTable.place(judgement.evidence().scene()), key -> new ArrayList<>())
          .add(judgement);
    }
    text.append(KillsTable.LEGEND);
    places.forEach((place, scenes) -> KillsTable.write(text, place, scenes));
    return text.toString();
  }

  private void add(Path entry, String name) throws IOException {
    if (name.equals(MATRIX)) {
      matrix = Files.readString(entry).strip();
    } else if (name.endsWith(SKIPPED)) {
      skipped.put(without(name, SKIPPED), firstLine(entry));
    } else if (name.endsWith(FAILED)) {
      failed.put(without(name, FAILED), List.of("the run broke off: " + firstLine(entry)));
    } else if (Files.isDirectory(entry) && !Files.exists(entry.resolve("console"))) {
      // Not a guest's own directory.
      try {
        Judgement judgement = Judgement.of(Evidence.read(entry));
        judgements.add(judgement);
        if (!judgement.holds()) {
          failed.put(name, judgement.failures());
        }
      } catch (AssertionError e) {
        failed.put(name, String.valueOf(e.getMessage()).lines().toList());
      }
    }
  }

  private void writeReasons(StringBuilder text) {
    if (!skipped.isEmpty()) {
      text.append("\n## Skipped\n\n");
      skipped.forEach(
          (scene, reason) ->
              text.append("- ").append(scene).append(": ").append(reason).append('\n'));
    }
    if (!failed.isEmpty()) {
      text.append("\n## Failed\n\n");
      failed.forEach(
          (scene, faults) -> {
            text.append("- ").append(scene).append('\n');
            faults.forEach(fault -> text.append("  - ").append(fault.strip()).append('\n'));
          });
    }
  }

  private long count(String outcome) {
    return judgements.stream()
        .filter(
            judgement ->
                judgement.holds() && judgement.evidence().scene().outcome().equals(outcome))
        .count();
  }

  private static String without(String name, String ending) {
    return name.substring(0, name.length() - ending.length());
  }

  private static String firstLine(Path file) throws IOException {
    return Files.readString(file).lines().findFirst().orElse("no reason given");
  }
}
