package io.github.headroom.it.accuracy;

import io.github.headroom.it.evidence.Evidence;
import io.github.headroom.it.evidence.Export;
import io.github.headroom.it.evidence.Quantile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The error of each estimate of the headroom, in percent of the limit, over all exports of a scene
 * that ended with a kill.
 *
 * <p>The truth of an export is what its group could still be charged with what reclaim cannot free:
 * anonymous memory, shmem, swap and kernel memory that is no reclaimable slab, as the kernel's
 * report of the kill has them, less the same in the export. A positive error is an estimate that
 * was too large.
 *
 * <p>A page in zswap counts twice in these figures: whole in swap, compressed in kernel memory. The
 * report has the size of zswap's pool, the export has not. So the pool is taken from the kernel
 * memory at the kill, and an export with anything in swap has no known truth.
 *
 * @param errors by estimate: guaranteed, expected, optimistic, and limit - working_set beside them
 * @param lastExpected the expected headroom in the last export that has it, in percent of the limit
 * @param lastMillis when that was sampled, milliseconds since the epoch
 * @param bias the median error of the expected headroom, bytes
 * @param noise how far nine of ten of its errors are from that at most, bytes
 */
record HeadroomError(
    Map<String, Spread> errors, double lastExpected, long lastMillis, double bias, double noise) {

  /** What an alert on the working set takes for the headroom. */
  static final String WORKING_SET = "limit - working_set";

  private static final String HEADROOM = "headroom.oom.headroom ";
  private static final List<String> ESTIMATES = List.of("guaranteed", "expected", "optimistic");
  private static final String CONTAINER = "headroom.container.memory.";
  private static final String RSS = "container.memory.rss";
  private static final String SWAP = CONTAINER + "swap";

  /** Empty where nobody was killed, or where the limit was not the same all the time. */
  static Optional<HeadroomError> of(Evidence evidence) {
    if (evidence.scene().victim().equals("LimitShrinker")) {
      return Optional.empty();
    }
    List<Export> before =
        evidence.exports().stream().takeWhile(export -> !export.isAfterAKill()).toList();
    return of(
        before, evidence.figuresAtTheKill(), evidence.zswapAtTheKill(), evidence.scene().limit());
  }

  /** The least expected headroom in any export, in percent of the limit; infinite without one. */
  static double leastExpected(Evidence evidence) {
    return evidence.exports().stream()
        .flatMapToDouble(export -> export.figure(HEADROOM + "expected").stream())
        .map(bytes -> bytes * 100 / evidence.scene().limit())
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /**
   * @param atTheKill the group's figures in the kernel's report
   * @param zswap the size of zswap's pool in that report, bytes
   * @param limit of the group that bound, bytes
   */
  static Optional<HeadroomError> of(
      List<Export> exports, Map<String, Double> atTheKill, long zswap, long limit) {
    Map<String, List<Double>> errors = new LinkedHashMap<>();
    double last = Double.NaN;
    long lastMillis = 0;
    for (Export export : exports) {
      Map<String, Double> figures = export.figures();
      if (!figures.containsKey(RSS) || !atTheKill.containsKey(RSS)) {
        continue;
      }
      if (zswap == 0 || figures.getOrDefault(SWAP, 0.0) == 0) {
        double truth = held(atTheKill, figures) - zswap - held(figures, atTheKill);
        for (String estimate : ESTIMATES) {
          export
              .figure(HEADROOM + estimate)
              .ifPresent(published -> add(errors, estimate, published - truth, limit));
        }
        export
            .figure("container.memory.working_set")
            .ifPresent(published -> add(errors, WORKING_SET, limit - published - truth, limit));
      }
      OptionalDouble expected = export.figure(HEADROOM + "expected");
      if (expected.isPresent()) {
        last = expected.getAsDouble() * 100 / limit;
        lastMillis = export.sampledMillis();
      }
    }
    if (errors.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Spread> spreads = new LinkedHashMap<>();
    errors.forEach((estimate, all) -> spreads.put(estimate, Spread.of(all)));
    List<Double> expected = errors.getOrDefault("expected", List.of(Double.NaN));
    double bias = Quantile.of(expected, 0.5);
    double noise = Spread.of(expected.stream().map(error -> error - bias).toList()).p90();
    return Optional.of(
        new HeadroomError(spreads, last, lastMillis, bias / 100 * limit, noise / 100 * limit));
  }

  /** What reclaim cannot free; a figure that the other side has not is left out of both. */
  private static double held(Map<String, Double> figures, Map<String, Double> other) {
    double held = figures.get(RSS);
    for (String part : List.of("shmem", "swap", "kernel")) {
      if (other.containsKey(CONTAINER + part)) {
        held += figures.getOrDefault(CONTAINER + part, 0.0);
      }
    }
    return held - figures.getOrDefault(CONTAINER + "slab_reclaimable", 0.0);
  }

  private static void add(
      Map<String, List<Double>> errors, String estimate, double bytes, long limit) {
    errors.computeIfAbsent(estimate, key -> new ArrayList<>()).add(bytes * 100 / limit);
  }
}
