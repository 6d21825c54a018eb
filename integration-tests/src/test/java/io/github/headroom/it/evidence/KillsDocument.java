package io.github.headroom.it.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Judges one directory, or each directory of one: {@code KillsDocument DIRECTORY}. */
final class KillsDocument {
  private KillsDocument() {}

  public static void main(String[] arguments) throws IOException {
    try (var directories = Files.list(Path.of(arguments[0]))) {
      for (Path directory : directories.sorted().toList()) {
        Judgement judgement = Judgement.of(Evidence.read(directory));
        System.out.println(judgement.evidence().scene().name());
        judgement
            .facts()
            .forEach(fact -> System.out.println((fact.holds() ? "  holds: " : "  FAILS: ") + fact));
        System.out.print(judgement);
      }
    }
  }
}
