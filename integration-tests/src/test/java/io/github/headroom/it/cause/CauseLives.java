package io.github.headroom.it.cause;

import io.github.headroom.it.parts.SideBySide;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Runs lives side by side and writes the document: {@code CauseLives DOCUMENT [--only AREA]
 * [--lives N] [--jdk 17|25] [--seed N] [--continue] [--list]}. What was found stays in {@code
 * target/causes}, a file a life, so that the document has the lives of earlier runs with the same
 * seed, too.
 */
final class CauseLives {

  /** At a time: a life mostly waits. Each has up to 300 MiB. */
  private static final int SIDE_BY_SIDE = 4 * Runtime.getRuntime().availableProcessors();

  private final Path found = Path.of("target/causes");
  private String only = "";
  private int lives = 5;
  private List<Integer> jdks = List.of(17, 25);
  private long seed = -1;
  private boolean goesOn;
  private boolean list;

  private CauseLives() {}

  public static void main(String[] arguments) throws Exception {
    CauseLives run = new CauseLives();
    run.options(Arrays.copyOfRange(arguments, 1, arguments.length));
    run.run(Path.of(arguments[0]));
  }

  private void options(String[] arguments) throws IOException {
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--only" -> only = arguments[++i];
        case "--lives" -> lives = Integer.parseInt(arguments[++i]);
        case "--jdk" -> jdks = List.of(Integer.valueOf(arguments[++i]));
        case "--seed" -> seed = Long.parseLong(arguments[++i]);
        case "--continue" -> goesOn = true;
        case "--list" -> list = true;
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
    if (!only.isEmpty() && !CauseLife.AREAS.contains(only)) {
      throw new IllegalArgumentException("--only: no area " + only + " in " + CauseLife.AREAS);
    }
    Path last = found.resolve("seed");
    if (seed < 0 && Files.exists(last) && (goesOn || !only.isEmpty())) {
      seed = Long.parseLong(Files.readString(last).strip());
    }
    seed = seed < 0 ? new Random().nextInt(1_000_000) : seed;
  }

  private void run(Path document) throws Exception {
    List<CauseLife> planned = planned();
    if (list) {
      planned.stream().filter(this::isWanted).map(CauseLives::title).forEach(System.out::println);
      return;
    }
    double before = load();
    Files.createDirectories(found);
    Files.writeString(found.resolve("seed"), seed + "\n");
    Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "causes");
    try {
      List<SideBySide.Task> tasks = new ArrayList<>();
      for (CauseLife life : planned) {
        if (isWanted(life) && !(goesOn && Files.exists(file(life)))) {
          tasks.add(() -> live(life, Files.createTempDirectory(directory, life.area())));
        }
      }
      SideBySide.run(SIDE_BY_SIDE, tasks);
      Path looks = found.resolve("looks");
      if (only.isEmpty() && !(goesOn && Files.exists(looks))) {
        List<String> lines = new ArrayList<>();
        for (int feature : jdks) {
          ColdLook.all(feature, directory).forEach(look -> lines.add(look.line()));
        }
        Files.write(looks, lines);
      }
    } finally {
      delete(directory);
    }
    write(document, planned, before);
  }

  private void write(Path document, List<CauseLife> planned, double before) throws IOException {
    List<CauseLived> lived = new ArrayList<>();
    for (CauseLife life : planned) {
      if (Files.exists(file(life))) {
        lived.add(CauseLived.read(life, file(life)));
      }
    }
    Path looks = found.resolve("looks");
    int processors = Runtime.getRuntime().availableProcessors();
    double after = load();
    String machine =
        String.format(
            Locale.ROOT,
            "- Run: %s, `--seed %d`, %d lives side by side%n"
                + "- Machine: %d processors, load average %.1f before and %.1f after; where that is"
                + " above the number of processors, pauses and looks take longer%n",
            LocalDate.now(ZoneOffset.UTC),
            seed,
            SIDE_BY_SIDE,
            processors,
            before,
            after);
    List<ColdLook> cold =
        Files.exists(looks)
            ? Files.readAllLines(looks).stream().map(ColdLook::ofLine).toList()
            : List.of();
    Files.writeString(document, new CausesDocument(lived, cold, after > processors).text(machine));
    System.out.println(document + ": " + lived.size() + " lives");
  }

  private List<CauseLife> planned() {
    List<CauseLife> planned = new ArrayList<>();
    for (int number = 0; number < lives; number++) {
      for (String area : CauseLife.AREAS) {
        for (int feature : jdks) {
          long own = seed + 1000L * CauseLife.AREAS.indexOf(area) + 100L * feature + number;
          planned.add(CauseLife.of(area, number, feature, own));
        }
      }
    }
    return planned;
  }

  private boolean isWanted(CauseLife life) {
    return only.isEmpty() || only.equals(life.area());
  }

  private Path file(CauseLife life) {
    return found.resolve(life.area() + "-" + life.feature() + "-" + life.seed());
  }

  private static String title(CauseLife life) {
    return String.format(
        "%s, JDK %d, %s, %s, seed %d: %s",
        life.area(), life.feature(), life.collector(), life.drawn(), life.seed(), life.named());
  }

  private void live(CauseLife life, Path directory) throws Exception {
    CauseLived lived = CauseService.live(life, directory);
    lived.write(file(life));
    String how = (lived.named() ? "  right: " : "  miss: ") + lived.cause();
    String log = lived.named() ? "" : "\n    " + String.join("\n    ", lived.log());
    System.out.println(title(life) + "\n" + how + log); // one call a life: they are side by side
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
