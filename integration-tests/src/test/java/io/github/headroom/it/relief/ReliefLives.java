package io.github.headroom.it.relief;

import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
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
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/**
 * Runs lives and writes the document: {@code ReliefLives DOCUMENT [--only REGEX] [--lives N]
 * [--seconds N] [--jdks N,N] [--beside N] [--list]}.
 */
final class ReliefLives {

  private static final long MIB = 1 << 20;

  private Pattern only = Pattern.compile("");
  private int lives = 3;
  private long seconds = 640;
  private List<Integer> jdks = List.of(17, 21, 25, Jdks.NEWEST);
  private int beside = 2;
  private boolean list;
  private final List<Lived> lived = new ArrayList<>();

  private ReliefLives() {}

  public static void main(String[] arguments) throws Exception {
    ReliefLives run = new ReliefLives();
    run.options(Arrays.copyOfRange(arguments, 1, arguments.length));
    run.run(Path.of(arguments[0]));
  }

  private void options(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--only" -> only = Pattern.compile(arguments[++i]);
        case "--lives" -> lives = Integer.parseInt(arguments[++i]);
        case "--seconds" -> seconds = Long.parseLong(arguments[++i]);
        case "--beside" -> beside = Integer.parseInt(arguments[++i]);
        case "--jdks" ->
            jdks = Arrays.stream(arguments[++i].split(",")).map(Integer::valueOf).toList();
        case "--list" -> list = true;
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
  }

  private void run(Path document) throws Exception {
    List<SideBySide.Task> tasks = new ArrayList<>();
    List<LifeKind> kinds = new ArrayList<>();
    for (LifeKind kind : LifeKind.all(present(), seconds)) {
      if (only.matcher(kind.title()).find()) {
        kinds.add(kind);
        if (list) {
          System.out.println(kind.title());
        }
        for (int i = 0; i < lives; i++) {
          tasks.add(() -> live(kind));
        }
      }
    }
    if (list) {
      return;
    }
    double before = load();
    SideBySide.run(beside, tasks);
    String machine =
        String.format(
            Locale.ROOT,
            "- Run: %s, %d lives of each kind, %d s at most, %d beside each other%n"
                + "- Machine: %d processors, load average %.1f before and %.1f after%n",
            LocalDate.now(ZoneOffset.UTC),
            lives,
            seconds,
            beside,
            Runtime.getRuntime().availableProcessors(),
            before,
            load());
    List<Lived> sorted =
        kinds.stream()
            .flatMap(kind -> lived.stream().filter(life -> life.kind().equals(kind)))
            .toList();
    Files.writeString(document, new ReliefDocument(sorted).text(machine));
    System.out.println(document + ": " + lived.size() + " lives");
  }

  private List<Integer> present() {
    List<Integer> present = new ArrayList<>();
    for (int feature : jdks) {
      try {
        Jdks.java(feature);
        present.add(feature);
      } catch (TestAbortedException e) {
        System.out.println("JDK " + feature + " is left out: " + e.getMessage());
      }
    }
    return present;
  }

  private void live(LifeKind kind) throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (CgroupV1 group = CgroupV1.create().limit(kind.limit() * MIB)) {
      group.memoryAndSwapLimit(kind.limit() * MIB);
      JavaProcess.Builder jvm =
          kind.jvm()
              .java(Jdks.java(kind.feature()))
              .options(kind.options().toArray(new String[0]))
              .agent()
              .environment("OTEL_METRICS_EXPORTER", "none")
              .environment("HEADROOM_RELIEF", kind.relief())
              .in(group);
      try (JavaProcess process = jvm.start()) {
        long end = start + (kind.seconds() + 10) * 1_000_000_000L;
        while (process.isAlive() && System.nanoTime() - end < 0) {
          Thread.sleep(100);
        }
        Integer exit = process.isAlive() ? null : (Integer) process.awaitExit();
        double took = (System.nanoTime() - start) / 1e9;
        Lived life = Lived.of(kind, exit, took, process.output(), process.errors());
        synchronized (lived) {
          lived.add(life);
        }
        System.out.println(
            kind.title() + ": " + (exit == null ? "lives" : exit) + " " + life.acts());
        if (life.killed() && !kind.relief().isEmpty()) { // to see what relief had to go by
          System.out.println(process.errors());
        }
      }
    }
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
