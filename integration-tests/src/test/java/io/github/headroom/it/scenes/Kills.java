package io.github.headroom.it.scenes;

import io.github.headroom.it.parts.Guest;
import io.github.headroom.it.parts.SideBySide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole matrix: {@code Kills [--only REGEX] [--continue] [--list]}. Says last where the
 * evidence lies; the exit status is 1 when a scene has failed to run.
 */
final class Kills {

  /** A boot takes as long as a scene or two. */
  private static final int SCENES_A_BOOT = 12;

  private static final int SIDE_BY_SIDE = 5;

  private Kills() {}

  public static void main(String[] arguments) throws Exception {
    RunOptions options = RunOptions.of(arguments);
    List<Scene> scenes =
        Scenes.all().stream().filter(scene -> options.wants(scene.name())).toList();
    if (options.list()) {
      scenes.forEach(scene -> System.out.println(scene.name()));
      return;
    }
    SceneDirectory all = options.directory("all");
    Path directory = all.path();
    Files.writeString(directory.resolve("matrix"), Scenes.all().size() + "\n");
    run(scenes.stream().filter(scene -> !all.has(scene)).toList(), directory);
    long failed = count(directory, SceneMain.FAILED);
    System.out.printf(
        "%d scenes, %d skipped, %d could not be run to their end%n",
        scenes.size(), count(directory, SceneMain.SKIPPED), failed);
    System.out.println("evidence: " + directory);
    System.exit(failed == 0 ? 0 : 1);
  }

  private static void run(List<Scene> scenes, Path directory) throws Exception {
    for (Scene scene : scenes) {
      if (!scene.place().guest() && !scene.victim().takesMinutes()) {
        SceneMain.run(scene, directory);
      }
    }
    List<SideBySide.Task> minutes = new ArrayList<>();
    for (Scene scene : scenes) {
      if (scene.victim().takesMinutes()) {
        minutes.add(() -> SceneMain.run(scene, directory));
      }
    }
    // They do next to nothing in their minutes.
    SideBySide.run(SIDE_BY_SIDE, minutes);
    // A guest waits for its victim most of the time, so those of the kernels run side by side.
    List<SideBySide.Task> guests = new ArrayList<>();
    for (Guest.Kernel kernel : Guest.Kernel.values()) {
      guests.add(() -> boot(kernel, scenes, directory));
    }
    SideBySide.run(guests.size(), guests);
  }

  private static void boot(Guest.Kernel kernel, List<Scene> scenes, Path directory)
      throws IOException, InterruptedException {
    List<String> of =
        scenes.stream().filter(scene -> scene.place().kernel() == kernel).map(Scene::name).toList();
    SceneBoot.runOrSkip(SceneMain.class, kernel, of, directory, SCENES_A_BOOT);
  }

  private static long count(Path directory, String suffix) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).count();
    }
  }
}
