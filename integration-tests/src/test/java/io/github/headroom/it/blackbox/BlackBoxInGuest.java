package io.github.headroom.it.blackbox;

import io.github.headroom.it.parts.Guest;
import io.github.headroom.it.parts.SideBySide;
import io.github.headroom.it.scenes.SceneMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code BlackBoxInGuest DIRECTORY NAME...} runs kills and leaves as {@link SceneMain} does; JVMs
 * that are to be there when the power goes off are started last, and left.
 */
final class BlackBoxInGuest {

  /** As in {@code 6.12-node_gone-3}. */
  static final String NODE_GONE = "-node_gone-";

  private BlackBoxInGuest() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    SceneMain.warmUp();
    List<SideBySide.Task> kills = new ArrayList<>();
    List<SideBySide.Task> left = new ArrayList<>();
    for (String name : List.of(arguments).subList(1, arguments.length)) {
      int number = name.lastIndexOf('-') + 1;
      if (name.contains(NODE_GONE)) {
        left.add(
            () ->
                SceneMain.run(
                    name,
                    directory,
                    evidence -> EndRun.start(Integer.parseInt(name.substring(number)), evidence)));
      } else {
        RecordedKill kill = named(name);
        kills.add(() -> SceneMain.run(name, directory, evidence -> KillRun.run(kill, evidence)));
      }
    }
    // One after another: an emulated processor has nothing to spare for a second JVM.
    SideBySide.run(1, kills);
    SideBySide.run(1, left);
    // Without a word to those that were started: the guest's power goes off next.
    Runtime.getRuntime().halt(0);
  }

  private static RecordedKill named(String name) {
    for (Guest.Kernel kernel : Guest.Kernel.values()) {
      for (RecordedKill kill : RecordedKill.in(kernel)) {
        if (kill.name().equals(name)) {
          return kill;
        }
      }
    }
    throw new IllegalArgumentException("no kill " + name);
  }
}
