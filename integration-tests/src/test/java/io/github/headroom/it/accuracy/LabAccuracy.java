package io.github.headroom.it.accuracy;

import io.github.headroom.it.evidence.Evidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code LabAccuracy DIRECTORY DOCUMENT ERRORS} writes docs/accuracy-on-kills.md, and how far the
 * headroom was off, for the synthetic lives of the benchmarks. DIRECTORY is that of {@link
 * io.github.headroom.it.evidence.KillsDocument}, which lists scenes that are no evidence.
 */
final class LabAccuracy {

  private LabAccuracy() {}

  private final HeadroomTable headroom = new HeadroomTable();
  private final ForesightTable foresight = new ForesightTable();
  private int read;

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("usage: LabAccuracy DIRECTORY DOCUMENT ERRORS");
      System.exit(2);
    }
    LabAccuracy accuracy = of(Path.of(arguments[0]));
    Files.writeString(Path.of(arguments[1]), accuracy.text());
    Files.writeString(Path.of(arguments[2]), accuracy.headroom.errors());
  }

  static LabAccuracy of(Path directory) throws IOException {
    LabAccuracy accuracy = new LabAccuracy();
    try (var entries = Files.list(directory)) {
      for (Path entry : entries.sorted().toList()) {
        if (Files.exists(entry.resolve("scene"))) {
          accuracy.add(entry);
        }
      }
    }
    return accuracy;
  }

  private void add(Path entry) throws IOException {
    Evidence evidence;
    try {
      evidence = Evidence.read(entry);
    } catch (AssertionError e) {
      return; // it is in kills.md
    }
    headroom.add(evidence);
    foresight.add(evidence);
    read++;
  }

  /** The document, in Markdown. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("# Accuracy on real kills\n\nWritten by `integration-tests/kills.sh` from the ");
    text.append("evidence of ").append(read);
    text.append(
        """
         scenes ([kills.md](kills.md)).
        [accuracy.md](accuracy.md) has the results for synthetic lives of many hours.
        """);
    headroom.write(text);
    foresight.write(text);
    return text.toString();
  }
}
