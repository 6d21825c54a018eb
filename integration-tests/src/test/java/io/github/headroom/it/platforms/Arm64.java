package io.github.headroom.it.platforms;

import io.github.headroom.it.kubernetes.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The scenes of a guest of arm64, and what they showed. */
final class Arm64 {

  private final Arm64Guest.Kernel kernel;
  private final Path out;
  private final Page page;
  private final String platform;

  private Arm64(Arm64Guest.Kernel kernel, Path out, Page page) throws IOException {
    this.kernel = kernel;
    this.out = out;
    this.page = page;
    this.platform = "Linux " + text("kernel");
  }

  /**
   * Plays the scenes.
   *
   * @param directory empty, or with what an earlier guest has left, which is judged again
   * @param page gets what was seen of this kernel
   */
  static void see(Arm64Guest.Kernel kernel, Path directory, Page page, Tables tables)
      throws IOException {
    if (!Files.exists(directory.resolve("out/status"))) {
      Arm64Guest.play(kernel, GuestScene.all(), directory);
    }
    Arm64 arm64 = new Arm64(kernel, directory.resolve("out"), page);
    page.add("## " + arm64.platform + "\n\n");
    page.add(
        "Pages of %d KiB, a transparent huge page of %s.\n\n"
            .formatted(
                kernel.page() >> 10, Points.mib(Double.parseDouble(arm64.text("pmd_size")))));
    for (GuestScene scene : GuestScene.all()) {
      if (scene.lives()) {
        arm64.lives(scene, tables);
      } else {
        arm64.killed(scene, tables);
      }
    }
  }

  private void lives(GuestScene scene, Tables tables) throws IOException {
    Path evidence = out.resolve(scene.name());
    StillJvm jvm =
        StillJvm.of(
            evidence.resolve("before"),
            evidence.resolve("after"),
            text(scene.name() + "/show"),
            true,
            kernel.page());
    jvm.check(platform + ", " + scene.name(), page);
    String verdict =
        KilledJvm.agent("report", evidence.resolve("recordings").toString())
            .replaceFirst("(?s).*\nverdict +(\\S+).*", "$1");
    page.check(verdict.equals("fits"), platform + ", " + scene.name(), () -> verdict);
    tables.lives(platform, scene.title(), scene.limit(), jvm, verdict);
  }

  private void killed(GuestScene scene, Tables tables) throws IOException {
    String name = scene.name();
    KilledJvm jvm =
        KilledJvm.of(
            out.resolve(name).resolve("recordings"),
            text(name + "/report"),
            text(name + "/dmesg"),
            Long.parseLong(text(name + "/pid")),
            kernel.page());
    jvm.check(platform + ", " + name, Objects.requireNonNull(scene.area()), scene.limit(), page);
    page.check(text(name + "/exit").equals("137"), platform + ", exit", () -> text(name + "/exit"));
    tables.killed(platform, scene.title(), scene.limit(), jvm, step(text(name + "/looks")));
    page.add("### " + scene.title() + "\n\n`report`, in the guest:\n\n");
    page.block(jvm.report());
    page.add("The kernel:\n\n");
    page.block(kill(text(name + "/dmesg")));
  }

  /** The largest growth between two looks, mebibytes, and the seconds between them. */
  static String step(String looks) {
    double most = 0;
    double seconds = 0;
    String[] before = {};
    for (String line : looks.lines().toList()) {
      String[] look = line.split(" ", -1);
      if (before.length > 1 && look.length > 1 && !look[1].isEmpty()) {
        double grown = Double.parseDouble(look[1]) - Double.parseDouble(before[1]);
        if (grown > most) {
          most = grown;
          seconds = Double.parseDouble(look[0]) - Double.parseDouble(before[0]);
        }
      }
      before = look;
    }
    return Points.mib(most) + String.format(Locale.ROOT, " in %.1f s", seconds);
  }

  /** The lines of a log with the kill, and its huge pages. */
  static String kill(String dmesg) {
    List<String> lines =
        dmesg
            .lines()
            .filter(
                line ->
                    line.matches(
                        ".*(invoked oom-killer|memory: usage|] anon |anon_thp|thp_fault_alloc|thp_collapse_alloc|oom-kill:|Killed process).*"))
            .toList();
    return String.join("\n", lines);
  }

  private String text(String name) {
    try {
      return Files.readString(out.resolve(name)).strip();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
