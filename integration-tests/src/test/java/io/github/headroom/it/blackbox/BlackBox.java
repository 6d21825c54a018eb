package io.github.headroom.it.blackbox;

import io.github.headroom.it.parts.Guest;
import io.github.headroom.it.parts.SideBySide;
import io.github.headroom.it.scenes.RunOptions;
import io.github.headroom.it.scenes.SceneBoot;
import io.github.headroom.it.scenes.SceneDirectory;
import io.github.headroom.it.scenes.SceneMain;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All kills and other ends: {@code BlackBox [--only REGEX] [--continue] [--list]}. Leaves the
 * evidence in target/scenes/blackbox.
 */
final class BlackBox {

  private static final int OF_EACH = 20;
  private static final int SIDE_BY_SIDE = 4;
  private static final int KILLS_A_BOOT = 6;

  /** The end of one boot is that of so many more. */
  private static final int LEFT_A_BOOT = 2;

  /** Age of the last record from which on a JVM of another boot counts as ended, and some more. */
  private static final long OTHER_BOOT_MILLIS = 310_000;

  private final List<SideBySide.Task> here = new ArrayList<>();
  private final List<SideBySide.Task> guests = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final RunOptions options;
  private final SceneDirectory directory;

  private BlackBox(RunOptions options, SceneDirectory directory) {
    this.options = options;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    RunOptions options = RunOptions.of(arguments);
    SceneDirectory directory =
        options.list() ? new SceneDirectory(Path.of("/none")) : options.directory("blackbox");
    BlackBox all = new BlackBox(options, directory);
    all.plan();
    if (options.list()) {
      all.names.forEach(System.out::println);
    } else {
      all.run();
      System.out.println("evidence: " + all.directory.path());
    }
  }

  private void plan() {
    for (RecordedKill kill : RecordedKill.here()) {
      here(kill.name(), evidence -> KillRun.run(kill, evidence));
    }
    for (End end : End.values()) {
      if (end != End.OOM_KILL && end != End.NODE_GONE) {
        for (int i = 0; i < OF_EACH; i++) {
          int number = i;
          here(EndRun.name(end, i), evidence -> EndRun.run(end, number, evidence));
        }
      }
    }
    for (Guest.Kernel kernel : Guest.Kernel.values()) {
      List<String> boots = new ArrayList<>();
      int kills = 0;
      int left = 0;
      for (RecordedKill kill : RecordedKill.in(kernel)) {
        add(kill.name(), boots);
        if (++kills % KILLS_A_BOOT == 0) {
          for (int i = 0; i < LEFT_A_BOOT; i++) {
            add(kernel.version() + BlackBoxInGuest.NODE_GONE + left++, boots);
          }
        }
      }
      if (!boots.isEmpty()) {
        guests.add(() -> boot(kernel, boots));
      }
    }
  }

  private void here(String name, SceneMain.Run run) {
    List<String> wanted = new ArrayList<>();
    add(name, wanted);
    if (!wanted.isEmpty()) {
      here.add(() -> SceneMain.run(name, directory.path(), run));
    }
  }

  private void add(String name, List<String> to) {
    if (options.wants(name) && !directory.has(name)) {
      to.add(name);
      names.add(name);
    }
  }

  private void run() throws Exception {
    SideBySide.run(SIDE_BY_SIDE, here);
    SideBySide.run(Guest.Kernel.values().length, guests);
    judgeThoseLeft();
  }

  private void boot(Guest.Kernel kernel, List<String> of) throws Exception {
    SceneBoot.runOrSkip(
        BlackBoxInGuest.class, kernel, of, directory.path(), KILLS_A_BOOT + LEFT_A_BOOT);
  }

  /** Judges those whose guest is gone, of this run or of one before that was broken off. */
  private void judgeThoseLeft() throws Exception {
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(directory.path(), "*" + BlackBoxInGuest.NODE_GONE + "*")) {
      for (Path evidence : all) {
        if (Files.exists(evidence.resolve(SceneMain.ENDED))
            && !Files.exists(evidence.resolve(Remains.RECORDING))) {
          afterTheGuest(evidence);
        }
      }
    }
  }

  private static void afterTheGuest(Path evidence) throws Exception {
    awaitAge(evidence.resolve("written"));
    new Remains(evidence).take(evidence.resolve("written"));
    Remains.report(evidence, Remains.REPORT_GONE);
  }

  /** Another machine's JVM may still run while its last record is younger. */
  private static void awaitAge(Path written) throws Exception {
    for (Path file : Remains.recordings(written)) {
      long age = System.currentTimeMillis() - Files.getLastModifiedTime(file).toMillis();
      Thread.sleep(Math.max(0, OTHER_BOOT_MILLIS - age));
    }
  }
}
