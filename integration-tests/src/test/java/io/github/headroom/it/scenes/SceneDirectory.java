package io.github.headroom.it.scenes;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.headroom.it.evidence.Evidence;
import io.github.headroom.it.evidence.Judgement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where the evidence of scenes lies, kept when the tests are over. */
public record SceneDirectory(Path path) {

  static final Path ALL = Path.of("target", "scenes");

  /** An empty one. */
  public static SceneDirectory fresh(String name) throws IOException {
    Path path = ALL.resolve(name).toAbsolutePath();
    delete(path);
    return new SceneDirectory(Files.createDirectories(path));
  }

  /** With what is there: whole evidence stays, what a run that was broken off left goes. */
  public static SceneDirectory kept(String name) throws IOException {
    Path path = Files.createDirectories(ALL.resolve(name).toAbsolutePath());
    SceneDirectory kept = new SceneDirectory(path);
    try (var files = Files.list(path)) {
      for (Path file : files.toList()) {
        if (!Files.exists(file.resolve(SceneMain.ENDED))) {
          delete(file);
        }
      }
    }
    return kept;
  }

  /** Whether the scene was run to its end and left its evidence. */
  boolean has(Scene scene) {
    return has(scene.name());
  }

  /** The same by its name. */
  public boolean has(String scene) {
    return Files.exists(path.resolve(scene).resolve(SceneMain.ENDED));
  }

  public static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      try (var files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** What a scene came to: skipped, failed, or judged by its evidence. */
  void assertHolds(Scene scene) throws IOException {
    Path skipped = path.resolve(scene.name() + SceneMain.SKIPPED);
    if (Files.exists(skipped)) {
      abort(Files.readString(skipped));
    }
    Path failed = path.resolve(scene.name() + SceneMain.FAILED);
    if (Files.exists(failed)) {
      fail(scene.name() + ": " + Files.readString(failed));
    }
    Judgement.of(Evidence.read(path.resolve(scene.name()))).assertHolds();
  }
}
