package io.github.headroom.it.scenes;

import io.github.headroom.it.parts.Guest;
import io.github.headroom.it.parts.InGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** Runs scenes in guests: many a boot, and another boot for those that one did not get to. */
public final class SceneBoot {

  private static final int MEMORY_MIB = 1536;
  private static final int SWAP_MIB = 256;
  private static final Duration BOOT = Duration.ofMinutes(1);

  /** More than a scene may take: its own bound, and what is around it. */
  private static final Duration SCENE = Duration.ofSeconds(220);

  private SceneBoot() {}

  /** Does what {@link #run} does; without guests leaves the reason for each scene. */
  public static void runOrSkip(
      Class<?> main, Guest.Kernel kernel, List<String> scenes, Path directory, int most)
      throws IOException, InterruptedException {
    try {
      run(main, kernel, scenes, directory, most);
    } catch (TestAbortedException e) {
      for (String scene : scenes) {
        Files.writeString(directory.resolve(scene + SceneMain.SKIPPED), e.getMessage());
      }
    }
  }

  /**
   * Leaves in a directory what {@link SceneMain} does.
   *
   * @param main runs the scenes it is given, as {@link SceneMain} does
   * @param scenes names, of one kernel
   * @param most scenes a boot
   * @throws TestAbortedException with the reason, when there are no guests here
   */
  public static void run(
      Class<?> main, Guest.Kernel kernel, List<String> scenes, Path directory, int most)
      throws IOException, InterruptedException {
    List<String> left = new ArrayList<>(scenes);
    for (int boot = 1; !left.isEmpty(); boot++) {
      List<String> now = List.copyOf(left.subList(0, Math.min(most, left.size())));
      // Beside the evidence: what the guest itself left.
      Path shared =
          directory.resolveSibling(
              directory.getFileName() + "-guests/" + kernel.version() + "-" + boot);
      SceneDirectory.delete(shared);
      Files.createDirectories(shared);
      List<String> arguments = new ArrayList<>(List.of(shared.toString()));
      arguments.addAll(now);
      Guest guest =
          new Guest(
                  kernel, MEMORY_MIB, SWAP_MIB, BOOT.plus(SCENE.multipliedBy(now.size())), "psi=1")
              .withSlowDisk(Props.SLOW_BYTES_PER_SECOND);
      String reason = "the guest ended in it";
      try {
        reason += InGuest.run(guest, shared, main, arguments).log();
      } catch (AssertionError e) {
        reason += ": " + e.getMessage();
      }
      // One that the guest died in is not tried again.
      List<String> done = new ArrayList<>();
      for (String scene : now) {
        if (taken(scene, shared, directory)) {
          done.add(scene);
        }
      }
      left.removeAll(done);
      if (done.size() < now.size()) {
        String fatal = now.stream().filter(scene -> !done.contains(scene)).findFirst().get();
        Files.writeString(directory.resolve(fatal + SceneMain.FAILED), reason);
        left.remove(fatal);
      }
    }
  }

  /** Takes what a scene left from the guest's directory; false if it did not come to its end. */
  private static boolean taken(String scene, Path from, Path to) throws IOException {
    boolean ended = false;
    for (String suffix : List.of(SceneMain.SKIPPED, SceneMain.FAILED)) {
      Path reason = from.resolve(scene + suffix);
      if (Files.exists(reason)) {
        Files.move(reason, to.resolve(reason.getFileName()));
        ended = true;
      }
    }
    Path evidence = from.resolve(scene);
    if (Files.exists(evidence)) {
      ended |= Files.exists(evidence.resolve(SceneMain.ENDED));
      Files.move(evidence, to.resolve(scene));
    }
    return ended;
  }
}
