package io.github.headroom.benchmarks;

import io.github.headroom.benchmarks.app.EndsInMain;
import io.github.headroom.benchmarks.app.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Measures and writes; called by run.sh, which builds first and explains the options. */
public final class Main {

  private final Path repository;
  private final boolean quick;
  private final boolean peers;
  private final boolean ticks;
  private final List<Jdk> jdks;
  private final List<Path> earlier;

  private Main(
      Path repository,
      boolean quick,
      boolean peers,
      boolean ticks,
      List<Jdk> jdks,
      List<Path> earlier) {
    this.repository = repository;
    this.quick = quick;
    this.peers = peers;
    this.ticks = ticks;
    this.jdks = jdks;
    this.earlier = earlier;
  }

  public static void main(String[] arguments) throws Exception {
    Path repository = Path.of(arguments[0]).toAbsolutePath();
    boolean quick = false;
    boolean peers = true;
    boolean ticks = true;
    boolean living = false;
    Path output = null;
    Path agent = repository.resolve("agent/target/headroom-agent.jar");
    var jdks = new ArrayList<Jdk>();
    var earlier = new ArrayList<Path>();
    for (int i = 1; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--quick" -> quick = true;
        case "--living" -> living = true;
        case "--beside" -> earlier.add(Path.of(value(arguments, ++i)).toAbsolutePath());
        case "--no-peers" -> peers = false;
        case "--no-ticks" -> ticks = false;
        case "--jdk" -> jdks.add(Jdk.at(Path.of(value(arguments, ++i))));
        case "--agent" -> agent = Path.of(value(arguments, ++i)).toAbsolutePath();
        case "--output" -> output = Path.of(value(arguments, ++i));
        default -> {
          System.err.println(arguments[i] + ": no such option; ./benchmarks/run.sh --help");
          System.exit(2);
        }
      }
    }
    if (jdks.isEmpty()) {
      jdks.addAll(Jdk.installed());
    }
    List<Jdk> measured = quick ? jdks.subList(0, 1) : jdks;
    boolean whole = !quick && peers && ticks && !living;
    Main main = new Main(repository, quick, peers, ticks, measured, earlier);
    String text = living ? main.measureLiving(agent) : main.measure(agent);
    Path standard = whole ? repository.resolve("docs/performance.md") : null;
    if (living && !quick && peers) {
      standard = repository.resolve("docs/living.md");
    }
    write(text, output, standard);
  }

  private static String value(String[] arguments, int at) {
    if (at >= arguments.length) {
      throw new IllegalArgumentException(arguments[at - 1] + ": a value is missing");
    }
    return arguments[at];
  }

  private static void write(String text, @Nullable Path asked, @Nullable Path standard)
      throws IOException {
    System.out.println(text);
    Path file = asked != null ? asked : standard;
    if (file != null) {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      Files.writeString(file, text.stripTrailing() + "\n");
      System.err.println("written: " + file);
    }
  }

  private String measure(Path agent) throws Exception {
    Machine machine = Machine.here();
    Path target = repository.resolve("benchmarks/target");
    Path sources = repository.resolve("benchmarks/src/main/c");
    Path measuredFiles = Files.createDirectories(target.resolve("measured"));
    Path cputime = Run.c(sources.resolve("cputime.c"), measuredFiles.resolve("cputime"));
    Path tick = Run.c(sources.resolve("tick.c"), measuredFiles.resolve("tick"));
    Path application = application(target, measuredFiles);
    Candidates candidates = new Candidates(target, agent);
    List<Candidate> sideBySide = candidates.sideBySide(peers, !quick);
    List<Candidate> weighed = weighed(sideBySide, candidates.steps);
    var all = new ArrayList<Measured>();
    try (Receiver receiver = new Receiver()) {
      StartUp startUp = new StartUp(cputime, application, receiver);
      SteadyState steadyState = new SteadyState(application, receiver);
      Anatomy anatomy = new Anatomy(application, measuredFiles, receiver);
      Living living = new Living(tick, application, measuredFiles, receiver);
      for (Jdk jdk : jdks) {
        print(jdk, "start-up");
        var costs = startUp.measure(jdk, sideBySide, quick ? 3 : 7, quick ? 7 : 21);
        print(jdk, "processes at 25 s");
        var weights = steadyState.measure(jdk, weighed, quick ? 1 : 3);
        print(jdk, "where the weight is");
        var parts = anatomy.measure(jdk, dissected(candidates));
        print(jdk, "one tick");
        OneTick.Counted counted = OneTick.count(jdk);
        OneTick.Floor floor = OneTick.floor(tick, counted.files(), quick ? 1 : 5);
        var passes = ticks ? OneTick.passes(jdk, quick) : Map.<String, OneTick.Pass>of();
        print(jdk, "processes that live");
        List<Candidate> lived = candidates.living(peers && !quick, earlier);
        var life = living.measure(jdk, lived, counted.files(), quick ? 1 : 3);
        all.add(new Measured(jdk, costs, weights, parts, counted, floor, passes, life));
      }
    }
    return new Report(machine, Machine.loadNow(), candidates, sideBySide, all).text();
  }

  /** Only what a process that lives costs: of the agent, and of earlier builds of it beside it. */
  private String measureLiving(Path agent) throws Exception {
    Path target = repository.resolve("benchmarks/target");
    Path measuredFiles = Files.createDirectories(target.resolve("measured"));
    Path sources = repository.resolve("benchmarks/src/main/c");
    Path tick = Run.c(sources.resolve("tick.c"), measuredFiles.resolve("tick"));
    Candidates candidates = new Candidates(target, agent);
    Machine machine = Machine.here();
    var tables = new StringBuilder();
    try (Receiver receiver = new Receiver()) {
      Living living = new Living(tick, application(target, measuredFiles), measuredFiles, receiver);
      for (Jdk jdk : jdks) {
        print(jdk, "processes that live");
        List<Candidate> lived = candidates.living(peers, earlier);
        var life = living.measure(jdk, lived, OneTick.count(jdk).files(), quick ? 1 : 3);
        new LivingReport(candidates, life, tables).write(jdk.label() + ", " + jdk.version());
      }
    }
    return LivingReport.page(machine, Machine.loadNow(), tables);
  }

  /** The application's classes in a directory of their own. */
  private static Path application(Path target, Path measuredFiles) throws IOException {
    Path directory = measuredFiles.resolve("application");
    for (Class<?> main : List.of(Sleeper.class, EndsInMain.class)) {
      Path file = Path.of(main.getName().replace('.', '/') + ".class");
      Path copy = directory.resolve(file);
      Files.createDirectories(directory.resolve(file).getParent());
      Files.copy(
          target.resolve("classes").resolve(file),
          copy,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    return directory;
  }

  private List<Candidate> weighed(List<Candidate> sideBySide, List<Candidates.Step> steps) {
    Set<Candidate> light = new LinkedHashSet<>(sideBySide);
    for (Candidates.Step step : steps) {
      if (peers || !step.candidate().key().startsWith("sdk-")) {
        light.add(step.base());
        light.add(step.candidate());
      }
    }
    // The slow ones last: the others have started by then.
    var all = new ArrayList<Candidate>(light);
    all.sort(java.util.Comparator.comparingDouble(Candidate::secondsToStart));
    return all;
  }

  private List<Candidate> dissected(Candidates candidates) {
    return peers
        ? List.of(
            candidates.none,
            candidates.empty,
            candidates.ours,
            candidates.sdkUrlConnection,
            candidates.sdkOkhttp)
        : List.of(candidates.none, candidates.empty, candidates.ours);
  }

  private static void print(Jdk jdk, String part) {
    System.err.println(jdk.label() + ": " + part);
  }
}
