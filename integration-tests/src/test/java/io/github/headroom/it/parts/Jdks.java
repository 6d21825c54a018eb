package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Java runtimes on this machine, by feature version. */
public final class Jdks {

  /** The newest release; {@code lab/jdk.sh} gets it. */
  public static final int NEWEST = 27;

  /** The early access build of the release after it. */
  public static final int EARLY = 28;

  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  private Jdks() {}

  /** The feature versions that everything is tested on. */
  public static List<Integer> features() {
    return List.of(8, 11, 17, 21, 25, NEWEST, EARLY);
  }

  /** The {@code java} of the JVM that runs the tests. */
  public static Path current() {
    return java(Path.of(System.getProperty("java.home")));
  }

  /** The {@code java} of a feature version (8, 11, 17, ...); the test is skipped without one. */
  public static Path java(int feature) {
    if (Runtime.version().feature() == feature) {
      return current();
    }
    for (Path home : installed()) {
      if (Files.isExecutable(java(home)) && isFeature(home, feature)) {
        return java(home);
      }
    }
    String piece = "jdk-" + feature;
    if (Lab.complete(piece)) {
      return java(Lab.directory(piece).resolve("home"));
    }
    return abort(Lab.reason(piece));
  }

  private static Path java(Path home) {
    return home.resolve("bin").resolve("java");
  }

  private static List<Path> installed() {
    try (Stream<Path> homes = Files.list(INSTALLED)) {
      return homes.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static boolean isFeature(Path home, int feature) {
    String version = feature == 8 ? "\"1.8" : "\"" + feature;
    try {
      for (String line : Files.readAllLines(home.resolve("release"))) {
        if (line.startsWith("JAVA_VERSION=" + version)) {
          String rest = line.substring(("JAVA_VERSION=" + version).length());
          return rest.startsWith(".") || rest.startsWith("\"");
        }
      }
    } catch (IOException e) {
      // No release file: not a runtime we can name.
    }
    return false;
  }
}
