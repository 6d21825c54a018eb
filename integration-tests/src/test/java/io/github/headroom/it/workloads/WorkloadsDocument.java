package io.github.headroom.it.workloads;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalDouble;

/** docs/workloads.md, from what was seen. */
final class WorkloadsDocument {

  private static final Path FILE = Path.of("../docs/workloads.md");

  private WorkloadsDocument() {}

  static void write(List<Outcome> outcomes, Duration load) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Real applications

        This file is written by one command and holds no figure typed by hand:

            ./mvnw verify -pl agent,demo-app,integration-tests -Dtest=WorkloadsTest \\
              -Dsurefire.failIfNoSpecifiedTests=false -Dheadroom.load.seconds=60 -Dheadroom.write.docs=true

        Each application runs twice side by side, with the agent (exporting each second) and without, each
        in a memory cgroup with the limit of the table. It gets load for %d s, then SIGTERM.
        The test requires the same log (for Kafka, the same lines above INFO), the same exit status,
        and each metric. "Served" counts HTTP requests (4 clients, 50 per second each), Kafka's records of 10 kB
        (1000 per second, produced and consumed), H2's rows of 16 kB read (2000 per second at most). Working set
        and rss + swap are the highest exported values of headroom.container.memory.utilization: for
        applications that read and write files, the first comes close to 1 without any danger.

        Measured on %s, JDK %s, kernel %s, %d processors.

        | application | limit | served without | with | RSS without | with | first export | exports | working set | rss + swap | lines of log | exit status |
        |---|---|---|---|---|---|---|---|---|---|---|---|
        """
            .formatted(
                load.toSeconds(),
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("java.version"),
                System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors()));
    for (Outcome outcome : outcomes) {
      text.append(row(outcome)).append('\n');
    }
    Files.writeString(FILE, text);
  }

  static String row(Outcome outcome) {
    return "| %s | %d MiB | %s | %s | %d MiB | %d MiB | %.1f s | %d | %s | %s | %d | %d |"
        .formatted(
            outcome.workload(),
            outcome.workload().limitBytes() >> 20,
            outcome.without().requests(),
            outcome.with().requests(),
            outcome.rssWithout() >> 20,
            outcome.rssWith() >> 20,
            outcome.firstExportMillis() / 1000.0,
            outcome.exports().size(),
            fraction(outcome.utilization("working_set")),
            fraction(outcome.utilization("rss_swap")),
            outcome.logLines(),
            outcome.exitStatus());
  }

  private static String fraction(OptionalDouble value) {
    return value.isPresent() ? "%.2f".formatted(value.getAsDouble()) : "";
  }
}
