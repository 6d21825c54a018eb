package io.github.headroom.it.accuracy;

import io.github.headroom.it.evidence.Evidence;
import io.github.headroom.it.evidence.Export;
import io.github.headroom.it.evidence.OomReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The error of each estimate of the headroom, in percent of the limit, over all exports of a scene
 * that ended with the kill of the JVM.
 *
 * <p>The truth of an export is what the JVM could still take: its anonymous memory, shmem and swap
 * in the kernel's report of the kill, less those in the export. A positive error is an estimate
 * that promised too much.
 *
 * @param errors by estimate: guaranteed, expected, optimistic, and limit - working_set beside them
 * @param lastExpected the expected headroom in the last export, in percent of the limit
 */
record HeadroomError(Map<String, Spread> errors, double lastExpected) {

  private static final String HEADROOM = "headroom.oom.headroom ";
  private static final List<String> ESTIMATES = List.of("guaranteed", "expected", "optimistic");

  /** Median and 90th percentile of the error's size; the least and the greatest error. */
  record Spread(double median, double p90, double least, double greatest) {

    static Spread of(List<Double> errors) {
      List<Double> sizes = errors.stream().map(Math::abs).sorted().toList();
      return new Spread(
          sizes.get((sizes.size() - 1) / 2),
          sizes.get((int) Math.ceil(sizes.size() * 0.9) - 1),
          errors.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
          errors.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%6.2f %6.2f %+7.2f %+7.2f", median, p90, least, greatest);
    }
  }

  /** Empty where the JVM was not killed. */
  static Optional<HeadroomError> of(Evidence evidence) {
    for (OomReport report : evidence.reports()) {
      if (report.pid() == evidence.scene().pid()) {
        OomReport.Kill kill = report.kills().get(0);
        long swapped =
            report.tasks().stream()
                .filter(task -> task.pid() == report.pid())
                .mapToLong(OomReport.Task::swap)
                .sum();
        long taken = kill.anon() + kill.shmem() + swapped;
        return of(evidence.exports(), taken, evidence.scene().limit());
      }
    }
    return Optional.empty();
  }

  /**
   * @param taken bytes that the JVM held when it was killed
   * @param limit of the group that bound, bytes
   */
  static Optional<HeadroomError> of(List<Export> exports, long taken, long limit) {
    Map<String, List<Double>> errors = new LinkedHashMap<>();
    double last = Double.NaN;
    for (Export export : exports) {
      OptionalDouble anon = export.figure("headroom.process.memory.anon");
      if (anon.isEmpty()) {
        continue;
      }
      double held =
          anon.getAsDouble()
              + export.figure("headroom.process.memory.shmem").orElse(0)
              + export.figure("headroom.process.memory.swap").orElse(0);
      double truth = taken - held;
      for (String estimate : ESTIMATES) {
        export
            .figure(HEADROOM + estimate)
            .ifPresent(told -> add(errors, estimate, told - truth, limit));
      }
      export
          .figure("container.memory.working_set")
          .ifPresent(told -> add(errors, "limit - working_set", limit - told - truth, limit));
      last = export.figure(HEADROOM + "expected").orElse(last * limit / 100) * 100 / limit;
    }
    if (errors.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Spread> spreads = new LinkedHashMap<>();
    errors.forEach((estimate, all) -> spreads.put(estimate, Spread.of(all)));
    return Optional.of(new HeadroomError(spreads, last));
  }

  private static void add(
      Map<String, List<Double>> errors, String estimate, double bytes, long limit) {
    errors.computeIfAbsent(estimate, key -> new ArrayList<>()).add(bytes * 100 / limit);
  }

  /** Tells the errors of each directory of evidence in one: {@code HeadroomError DIRECTORY}. */
  public static void main(String[] arguments) throws IOException {
    System.out.println("percent of the limit: median and p90 of the size, least, greatest");
    try (var directories = Files.list(Path.of(arguments[0]))) {
      for (Path directory : directories.sorted().toList()) {
        Evidence evidence = Evidence.read(directory);
        Optional<HeadroomError> error = of(evidence);
        System.out.println(
            evidence.scene().name()
                + error
                    .map(
                        of -> String.format(Locale.ROOT, ": last expected %.2f", of.lastExpected()))
                    .orElse(": the JVM was not killed"));
        error.ifPresent(
            of ->
                of.errors()
                    .forEach(
                        (estimate, spread) ->
                            System.out.printf(Locale.ROOT, "  %-20s%s%n", estimate, spread)));
      }
    }
  }
}
