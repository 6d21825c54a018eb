package io.github.headroom.it.evidence;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The last sample before the kernel's own account of the same memory: the OOM report, or the files
 * of a group that lives.
 *
 * @param export which it is in
 * @param ageMillis of the sample at that time; at most so much where the time is not known: a
 *     child's kill lies between two samples, a JVM's before its exit status is seen
 */
record LastSample(Export export, long ageMillis) {

  /** The ledger's areas together, beside what the kernel counts. */
  static final String AREAS = "headroom.memory.usage";

  /** Of the cgroup's figures, those that its files do not give one by one. */
  private static final Set<String> NOT_COMPARED =
      Set.of("headroom.container.memory.limit effective");

  private static final Set<String> NOT_BYTES =
      Set.of("events", "pressure.time", "pressure.utilization", "utilization", "limit", "faults");

  static Optional<LastSample> of(Evidence evidence) {
    long end = evidence.scene().ended();
    LastSample last = null;
    for (Export export : evidence.exports()) {
      boolean after =
          evidence.scene().outcome().equals(RecordedScene.CHILD_KILLED) && export.isAfterAKill();
      if (after) {
        return Optional.ofNullable(last)
            .map(before -> new LastSample(before.export(), between(before.export(), export)));
      }
      if (export.sampledMillis() <= end) {
        last = new LastSample(export, end - export.sampledMillis());
      }
    }
    return Optional.ofNullable(last);
  }

  private static long between(Export one, Export next) {
    return next.sampledMillis() - one.sampledMillis();
  }

  /** That it has the limits and, beside what the kernel has, nothing. */
  void addFacts(Evidence evidence, List<Fact> facts) {
    RecordedScene scene = evidence.scene();
    Map<String, Double> kernel = GroupFigures.of(evidence.own(), scene.v2());
    Set<String> published = new TreeSet<>();
    for (String figure : export.figures().keySet()) {
      if (ofContainer(figure)) {
        published.add(figure);
      }
    }
    Set<String> there = new TreeSet<>(kernel.keySet());
    facts.add(
        new Fact("figures of the cgroup that are there", there.toString(), published.toString()));
    facts.add(
        new Fact("limits of the sample", expectedLimits(evidence).toString(), limits().toString()));
  }

  private Map<String, Long> expectedLimits(Evidence evidence) {
    RecordedScene scene = evidence.scene();
    Map<String, Long> limits = new TreeMap<>();
    scene.ownLimit().ifPresent(bytes -> limits.put("own", bytes));
    limits.put("effective", scene.limit());
    if (scene.victim().equals("LimitShrinker")) {
      // The sample may be of before the victim lowered it.
      limits().forEach((scope, bytes) -> limits.merge(scope, bytes, Math::max));
    }
    return limits;
  }

  private Map<String, Long> limits() {
    Map<String, Long> limits = new TreeMap<>();
    for (String scope : List.of("own", "effective")) {
      export
          .figure("headroom.container.memory.limit " + scope)
          .ifPresent(bytes -> limits.put(scope, (long) bytes));
    }
    return limits;
  }

  /** The figures beside the kernel's. */
  void addRows(Evidence evidence, List<Fact> facts, List<Row> rows) {
    RecordedScene scene = evidence.scene();
    Map<String, Double> kernel = new TreeMap<>();
    boolean kill = scene.endsInAKill();
    if (kill) {
      evidence.reports().stream()
          .findFirst()
          .ifPresent(
              report -> {
                kernel.putAll(ReportFigures.ofGroup(report, scene.v2()));
                kernel.putAll(ReportFigures.ofProcess(report, scene.pid()));
                kernel.putAll(ReportFigures.ofScores(report, scene.pid()));
              });
    } else {
      GroupFigures.of(evidence.own(), scene.v2())
          .forEach(
              (figure, bytes) -> {
                if (isBytes(figure)) {
                  kernel.put(figure, bytes);
                }
              });
    }
    Map<String, Double> agent = export.figures();
    double areas = sumOfAreas();
    // Under swap, pages that are on their way there are of no area: swapcached in memory.stat.
    boolean still = scene.lives() || scene.swap() == 0;
    Double usage = kernel.get("container.memory.usage");
    if (still && areas > 0 && usage != null) {
      agent.put(AREAS, areas);
      kernel.put(AREAS, usage);
    }
    kernel.forEach(
        (figure, bytes) -> {
          Double own = agent.get(figure);
          if (own == null) {
            facts.add(new Fact(figure, bytes(bytes), "absent"));
          } else {
            Bound bound = Bound.of(scene, figure, agent, ageMillis / 1e3);
            rows.add(new Row(figure, own, bytes, scene.limit(), bound));
          }
        });
  }

  private double sumOfAreas() {
    return export.figures().entrySet().stream()
        .filter(figure -> figure.getKey().startsWith(AREAS + " "))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private static boolean ofContainer(String figure) {
    return (figure.startsWith("container.memory.")
            || figure.startsWith("headroom.container.memory."))
        && !figure.contains("utilization")
        && !NOT_COMPARED.contains(figure);
  }

  private static boolean isBytes(String figure) {
    String name = figure.replaceFirst("^(headroom\\.)?container\\.(memory|paging)\\.", "");
    return NOT_BYTES.stream().noneMatch(name::startsWith);
  }

  private static String bytes(double bytes) {
    return bytes < 0 ? "absent" : Long.toString((long) bytes);
  }
}
