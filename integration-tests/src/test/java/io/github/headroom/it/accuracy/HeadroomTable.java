package io.github.headroom.it.accuracy;

import io.github.headroom.it.evidence.Evidence;
import io.github.headroom.it.evidence.Quantile;
import io.github.headroom.it.evidence.RecordedScene;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How far the headroom was from what the kernel then let happen: a row for scenes of one kind. */
final class HeadroomTable {

  private static final double GUARANTEED_MUST = 1;
  private static final double LAST_MUST = 3;
  private static final double SURVIVORS_MUST = 10;

  private record Scene(RecordedScene scene, HeadroomError error) {

    /** Empty where the agent does not know it. */
    Optional<Spread> of(String estimate) {
      return Optional.ofNullable(error.errors().get(estimate));
    }
  }

  private final Map<Kind, List<Scene>> kinds = new LinkedHashMap<>();
  private final Map<String, Double> survivors = new TreeMap<>();

  /** What is grown, and beside what; the error that is allowed, in percent of the limit. */
  private enum Kind {
    NATIVE("native memory", 1, 2),
    PAGE_CACHE("native memory beside page cache", 1, 2),
    SWAP("native memory, with swap", 1, 2),
    DIRTY("native memory beside dirty page cache", 2, 4),
    SHARED("shared memory", 2, 4),
    HEAP("heap", 2, 4),
    HEAP_SWAP("heap, with swap", 2, 4);

    private final String words;
    private final double median;
    private final double p90;

    Kind(String words, double median, double p90) {
      this.words = words;
      this.median = median;
      this.p90 = p90;
    }

    static Kind of(RecordedScene scene) {
      String area = scene.area().orElse("");
      if (scene.victim().equals("WriterHog")) {
        return DIRTY;
      }
      if (scene.victim().equals("ReaderHog")) {
        return PAGE_CACHE;
      }
      if (area.equals("java_heap")) {
        return scene.swap() > 0 ? HEAP_SWAP : HEAP;
      }
      if (area.equals("shared_memory")) {
        return SHARED;
      }
      return scene.swap() > 0 ? SWAP : NATIVE;
    }
  }

  void add(Evidence evidence) {
    RecordedScene scene = evidence.scene();
    if (scene.lives()) {
      survivors.put(scene.name(), HeadroomError.leastExpected(evidence));
    }
    HeadroomError.of(evidence)
        .ifPresent(
            error ->
                kinds
                    .computeIfAbsent(Kind.of(scene), key -> new ArrayList<>())
                    .add(new Scene(scene, error)));
  }

  /** A line for each kill without swap: median error and noise of the expected headroom. */
  String errors() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # How far the expected headroom was off in kills without swap: a scene's median error and
        # how far nine of ten samples were from that, bytes. Written by integration-tests/kills.sh.
        """);
    kinds.forEach(
        (kind, scenes) -> {
          for (Scene scene : scenes) {
            if (scene.scene().swap() == 0 && !Double.isNaN(scene.error().bias())) {
              text.append(Math.round(scene.error().bias())).append(' ');
              text.append(Math.round(scene.error().noise())).append('\n');
            }
          }
        });
    return text.toString();
  }

  void write(StringBuilder text) {
    text.append(
        """

        ## Headroom

        The true headroom of a sample is what its cgroup was still charged until the kernel killed: anonymous
        memory, shmem, swap and kernel memory in the kernel's report, minus the same in the sample.
        Errors are in percent of the limit, over all samples of a scene. The table has the median of the
        scenes, and the worst scene. "last" is the expected headroom in the last sample before the kill.

        | grows | kernel | scenes | expected: median, p90 | worst scene: median, p90 | must | guaranteed, most above | last: median, most | limit - working_set: median, p90 | its worst |
        |---|---|--:|---|---|---|--:|---|---|---|
        """);
    for (Kind kind : Kind.values()) {
      Map<String, List<Scene>> kernels = new LinkedHashMap<>();
      for (Scene scene : kinds.getOrDefault(kind, List.of())) {
        String kernel = kernel(scene.scene());
        kernels.computeIfAbsent(kernel, key -> new ArrayList<>()).add(scene);
      }
      kernels.forEach((kernel, scenes) -> row(text, kind, kernel, scenes));
    }
    misses(text);
  }

  private static String kernel(RecordedScene scene) {
    return scene.cgroup() + ", " + scene.kernel().replaceFirst("^(\\d+\\.\\d+).*", "$1");
  }

  private static void row(StringBuilder text, Kind kind, String kernel, List<Scene> scenes) {
    text.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %d | %s | %s | %.0f, %.0f | %s | %.2f, %.2f | %s | %s |%n",
            kind.words,
            kernel,
            scenes.size(),
            middle(scenes, "expected"),
            worst(scenes, "expected"),
            kind.median,
            kind.p90,
            spreads(scenes, "guaranteed").stream()
                .map(Spread::greatest)
                .max(Comparator.naturalOrder())
                .map(above -> String.format(Locale.ROOT, "%+.2f", above))
                .orElse("-"),
            Quantile.of(scenes.stream().map(one -> one.error().lastExpected()).toList(), 0.5),
            scenes.stream().mapToDouble(one -> one.error().lastExpected()).max().orElse(0),
            middle(scenes, HeadroomError.WORKING_SET),
            worst(scenes, HeadroomError.WORKING_SET)));
  }

  /** The medians over the scenes. */
  private static String middle(List<Scene> scenes, String estimate) {
    List<Spread> spreads = spreads(scenes, estimate);
    if (spreads.isEmpty()) {
      return "-";
    }
    List<Double> medians = spreads.stream().map(Spread::median).toList();
    List<Double> p90s = spreads.stream().map(Spread::p90).toList();
    return String.format(
        Locale.ROOT, "%.2f, %.2f", Quantile.of(medians, 0.5), Quantile.of(p90s, 0.5));
  }

  private static String worst(List<Scene> scenes, String estimate) {
    return spreads(scenes, estimate).stream()
        .max(Comparator.comparing(Spread::p90))
        .map(Spread::toString)
        .orElse("-");
  }

  private static List<Spread> spreads(List<Scene> scenes, String estimate) {
    return scenes.stream().flatMap(scene -> scene.of(estimate).stream()).toList();
  }

  private void misses(StringBuilder text) {
    text.append(
        """

        ### Every scene beyond what must be

        Besides the errors above, three bounds apply. Guaranteed is at most 1 % above the truth. The last expected
        headroom is at most 3 % plus what the victim takes in one tick. The expected headroom of a victim that lives is never
        below 10 %.

        """);
    int before = text.length();
    kinds.forEach((kind, scenes) -> scenes.forEach(scene -> misses(text, kind, scene)));
    survivors.forEach(
        (name, least) -> {
          if (least < SURVIVORS_MUST) {
            miss(text, name, "lives, and the expected headroom went down to %.2f", least);
          }
        });
    if (text.length() == before) {
      text.append("None.\n");
    }
  }

  private static void misses(StringBuilder text, Kind kind, Scene scene) {
    RecordedScene of = scene.scene();
    scene
        .of("expected")
        .filter(spread -> spread.median() > kind.median || spread.p90() > kind.p90)
        .ifPresent(spread -> miss(text, of.name(), "expected is off by %s", spread));
    scene
        .of("guaranteed")
        .filter(spread -> spread.greatest() > GUARANTEED_MUST)
        .ifPresent(
            spread ->
                miss(text, of.name(), "guaranteed is up to %.2f too much", spread.greatest()));
    double tick = of.rate() * of.tickMillis() / 1e3 * 100 / of.limit();
    if (scene.error().lastExpected() > LAST_MUST + tick) {
      miss(
          text,
          of.name(),
          "the last expected headroom was %.2f, a tick's growth %.2f, the sample %d ms old",
          scene.error().lastExpected(),
          tick,
          of.ended() - scene.error().lastMillis());
    }
  }

  private static void miss(StringBuilder text, String scene, String format, Object... values) {
    text.append("- ").append(scene).append(": ");
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
