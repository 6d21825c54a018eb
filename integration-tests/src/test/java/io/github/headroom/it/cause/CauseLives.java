package io.github.headroom.it.cause;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Runs lives and writes the document: {@code CauseLives DOCUMENT [--only AREA] [--lives N] [--jdk
 * 17|25] [--seed N] [--list]}.
 */
final class CauseLives {

  private static final long MIB = 1 << 20;
  private static final Duration MOST = Duration.ofMinutes(5);
  private static final long BETWEEN_MILLIS = 20;

  /** Between the last sight of the thread that looks and the end of its process. */
  private static final long STILL_LOOKING_NANOS = 3 * BETWEEN_MILLIS * 1_000_000;

  private String only = "";
  private int lives = 10;
  private List<Integer> jdks = List.of(17, 25);
  private long seed = new Random().nextInt(1_000_000);
  private boolean list;
  private final List<CauseLived> lived = new ArrayList<>();

  private CauseLives() {}

  public static void main(String[] arguments) throws Exception {
    CauseLives run = new CauseLives();
    run.options(Arrays.copyOfRange(arguments, 1, arguments.length));
    run.run(Path.of(arguments[0]));
  }

  private void options(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--only" -> only = arguments[++i];
        case "--lives" -> lives = Integer.parseInt(arguments[++i]);
        case "--jdk" -> jdks = List.of(Integer.valueOf(arguments[++i]));
        case "--seed" -> seed = Long.parseLong(arguments[++i]);
        case "--list" -> list = true;
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
    if (!only.isEmpty() && !CauseLife.AREAS.contains(only)) {
      throw new IllegalArgumentException("--only: no area " + only + " in " + CauseLife.AREAS);
    }
  }

  private void run(Path document) throws Exception {
    List<CauseLife> planned = planned();
    if (list) {
      planned.forEach(life -> System.out.println(title(life)));
      return;
    }
    double before = load();
    Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "causes");
    List<ColdLook> looks = new ArrayList<>();
    try {
      for (CauseLife life : planned) {
        System.out.println(title(life));
        live(life, Files.createTempDirectory(directory, life.area()));
      }
      for (int feature : jdks) {
        looks.addAll(ColdLook.all(feature, directory));
      }
    } finally {
      delete(directory);
    }
    String machine =
        String.format(
            Locale.ROOT,
            "- Run: %s, %d lives of each area and JDK (%s), `--seed %d`%n"
                + "- Machine: %d processors, load average %.1f before and %.1f after%n",
            LocalDate.now(ZoneOffset.UTC),
            lives,
            String.join(", ", jdks.stream().map(String::valueOf).toList()),
            seed,
            Runtime.getRuntime().availableProcessors(),
            before,
            load());
    Files.writeString(document, new CausesDocument(lived, looks).text(machine));
    System.out.println(document + ": " + lived.size() + " lives");
  }

  private List<CauseLife> planned() {
    List<CauseLife> planned = new ArrayList<>();
    for (String area : CauseLife.AREAS) {
      for (int feature : jdks) {
        for (int number = 0; number < lives && area.startsWith(only); number++) {
          long own = seed + 1000L * CauseLife.AREAS.indexOf(area) + 100L * feature + number;
          planned.add(CauseLife.of(area, number, feature, own));
        }
      }
    }
    return planned;
  }

  private static String title(CauseLife life) {
    return String.format(
        "%s, JDK %d, %s, %s, seed %d: %s",
        life.area(), life.feature(), life.collector(), life.drawn(), life.seed(), life.named());
  }

  private void live(CauseLife life, Path directory) throws Exception {
    compile(life, directory);
    Path message = Files.createFile(directory.resolve("termination-log"));
    Path recordings = directory.resolve("recordings");
    mount(life.mount());
    long start = System.nanoTime();
    try (CgroupV1 group = CgroupV1.create().limit(life.limit() * MIB);
        JavaProcess jvm =
            JavaProcess.running("-cp", directory.toString(), life.main())
                .java(Jdks.java(life.feature()))
                .options("-Xmx" + life.heap() + "m", "-XX:MaxDirectMemorySize=2g")
                .options("-XX:+UnlockExperimentalVMOptions")
                .options("-XX:+Use" + life.collector() + "GC")
                .agent()
                .environment("OTEL_METRICS_EXPORTER", "none")
                .environment("HEADROOM_TERMINATION_MESSAGE", message.toString())
                .environment("HEADROOM_RECORDER_DIR", recordings.toString())
                .in(group.memoryAndSwapLimit(life.limit() * MIB))
                .start()) {
      boolean looking = awaitEnd(jvm, start + MOST.toNanos());
      double seconds = (System.nanoTime() - start) / 1e9;
      int exit = jvm.isAlive() ? 0 : jvm.awaitExit();
      String cause = cause(recordings, message);
      CauseLived ended = new CauseLived(life, exit, seconds, cause, looking);
      lived.add(ended);
      System.out.println((ended.named() ? "  right: " : "  miss: ") + ended.cause());
      if (!ended.killed()) {
        System.out.println(jvm);
      }
    } finally {
      unmount(life.mount());
    }
  }

  private static void compile(CauseLife life, Path directory) throws IOException {
    Path source = directory.resolve(life.main() + ".java");
    Files.writeString(source, life.source());
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "--release", "8", "-Xlint:-options", source.toString());
    if (status != 0) {
      throw new IllegalStateException(life.source());
    }
  }

  /** Waits for it; gives whether a look was under way at the end. */
  private static boolean awaitEnd(JavaProcess jvm, long until) throws Exception {
    Path tasks = Path.of("/proc/" + jvm.pid() + "/task");
    Map<Path, Boolean> looks = new HashMap<>();
    long seen = System.nanoTime() - STILL_LOOKING_NANOS;
    while (jvm.isAlive() && System.nanoTime() - until < 0) {
      if (hasLook(tasks, looks)) {
        seen = System.nanoTime();
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
    }
    return !jvm.isAlive() && System.nanoTime() - seen < STILL_LOOKING_NANOS;
  }

  /**
   * @param known whether a thread of before looks, so that each name is read once
   */
  private static boolean hasLook(Path tasks, Map<Path, Boolean> known) {
    boolean found = false;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        found |= known.computeIfAbsent(thread, CauseLives::looks);
      }
    } catch (IOException e) {
      return false; // it has just ended
    }
    return found;
  }

  private static boolean looks(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).startsWith("headroom-look");
    } catch (IOException e) {
      return false;
    }
  }

  /** What the recording has, else the termination message. */
  private static String cause(Path recordings, Path message) throws IOException {
    try (JavaProcess command =
        JavaProcess.commandLine("report", "--json", recordings.toString()).start()) {
      if (command.awaitExit() == 0) {
        JsonElement cause = JsonParser.parseString(command.output()).getAsJsonObject().get("cause");
        if (cause != null && !cause.isJsonNull()) {
          return cause.getAsString();
        }
      }
    }
    List<String> lines = Files.readAllLines(message);
    return lines.size() > 1 ? lines.get(1) : "";
  }

  private static void mount(String directory) throws Exception {
    if (!directory.isEmpty()) {
      Files.createDirectory(Path.of(directory));
      command("mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", directory);
    }
  }

  private static void unmount(String directory) throws Exception {
    if (!directory.isEmpty()) {
      command("umount", directory);
      Files.delete(Path.of(directory));
    }
  }

  private static void command(String... command) throws Exception {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(String.join(" ", command));
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(CauseLives::deleteOne);
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.delete(file);
    } catch (NoSuchFileException e) {
      return; // a process has just done it
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
