package io.github.headroom.it.lives;

import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.SideBySide;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * Runs lives side by side: {@code Lives DIRECTORY [--only REGEX] [--lives N] [--kills N] [--seconds
 * N] [--beside N] [--seed N] [--continue] [--list]}. What each left lies in a directory of its
 * name, and {@code run} says when and how loaded the machine was. The exit status is 1 when a life
 * could not be run.
 */
final class Lives {

  private Pattern only = Pattern.compile("");
  private int lives = 2;
  private int kills = 4;
  private int seconds = 2400;
  private int beside = 24;
  private long seed = -1;
  private boolean goesOn;
  private boolean list;
  private final Path directory;
  private final AtomicInteger failed = new AtomicInteger();

  private Lives(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    Lives run = new Lives(Path.of(arguments[0]));
    run.options(Arrays.copyOfRange(arguments, 1, arguments.length));
    run.run();
  }

  private void options(String[] arguments) throws IOException {
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--only" -> only = Pattern.compile(arguments[++i]);
        case "--lives" -> lives = Integer.parseInt(arguments[++i]);
        case "--kills" -> kills = Integer.parseInt(arguments[++i]);
        case "--seconds" -> seconds = Integer.parseInt(arguments[++i]);
        case "--beside" -> beside = Integer.parseInt(arguments[++i]);
        case "--seed" -> seed = Long.parseLong(arguments[++i]);
        case "--continue" -> goesOn = true;
        case "--list" -> list = true;
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
    Path last = directory.resolve("seed");
    if (seed < 0 && goesOn && Files.exists(last)) {
      seed = Long.parseLong(Files.readString(last).strip());
    }
    seed = seed < 0 ? new Random().nextInt(1_000_000) : seed;
  }

  private void run() throws Exception {
    List<RealLife> planned = planned();
    if (list) {
      planned.forEach(life -> System.out.println(life.title()));
      return;
    }
    if (!goesOn && Files.exists(directory)) {
      delete(directory);
    }
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("seed"), seed + "\n");
    double before = load();
    List<Integer> features = features();
    List<SideBySide.Task> tasks = new ArrayList<>();
    for (RealLife life : planned) {
      Path own = directory.resolve(life.name());
      if (!Files.exists(own.resolve(LifeRun.ENDED))) {
        tasks.add(() -> failed.addAndGet(live(life, Jdks.java(life.feature(features)), own)));
      }
    }
    double hours = planned.stream().mapToInt(RealLife::expectedSeconds).sum() / 3600.0;
    System.out.printf(
        Locale.ROOT,
        "%d lives of %.1f h, about %.0f min side by side; %d are there already%n",
        planned.size(),
        hours,
        hours * 60 / beside + 10,
        planned.size() - tasks.size());
    SideBySide.run(beside, tasks);
    Files.writeString(
        directory.resolve("run"),
        String.format(
            Locale.ROOT,
            "- Run: %s, `--seed %d`, %d lives side by side at most, JDK %s%n"
                + "- Machine: %d processors, load average %.1f before and %.1f after%n",
            LocalDate.now(ZoneOffset.UTC),
            seed,
            beside,
            features.toString().replace("[", "").replace("]", ""),
            Runtime.getRuntime().availableProcessors(),
            before,
            load()));
    System.exit(failed.get() == 0 ? 0 : 1);
  }

  /** What fails to run leaves the others alone. Returns how many have failed, 0 or 1. */
  private static int live(RealLife life, Path java, Path own) throws InterruptedException {
    try {
      if (Files.exists(own)) {
        delete(own); // it was broken off
      }
      System.out.println(LifeRun.run(life, java, own));
      return 0;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | AssertionError e) {
      System.out.println(life.name() + ": could not be run to its end: " + e);
      return 1;
    }
  }

  /** The longest first, so that none is left at the end alone. */
  private List<RealLife> planned() {
    List<RealLife> planned = new ArrayList<>();
    for (LifeShape shape : LifeShape.values()) {
      for (int number = 1; number <= (shape.dies() ? kills : lives); number++) {
        RealLife life = RealLife.of(shape, number, seed, seconds);
        if (only.matcher(life.name()).find()) {
          planned.add(life);
        }
      }
    }
    planned.sort(Comparator.comparing(RealLife::expectedSeconds).reversed());
    return planned;
  }

  private static List<Integer> features() {
    List<Integer> present = new ArrayList<>();
    for (int feature : List.of(17, 25)) {
      try {
        Jdks.java(feature);
        present.add(feature);
      } catch (TestAbortedException e) {
        System.out.println("JDK " + feature + " is left out: " + e.getMessage());
      }
    }
    return present.isEmpty() ? List.of(Runtime.version().feature()) : present;
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
