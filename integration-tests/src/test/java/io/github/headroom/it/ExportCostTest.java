package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.GoldenMetrics;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.MetricPoint;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code headroom.metrics} exports of a real JVM with G1, and docs/cost.md from it. */
class ExportCostTest {

  private static final String ESSENTIAL = "metrics-essential-v1.txt";
  private static final String ESSENTIAL_NATIVE = "metrics-essential-native.txt";

  private static final Path DOCUMENT = Path.of("../docs/cost.md");
  private static final String BEGIN = "<!-- cost: written from ExportCostTest.java -->\n";
  private static final String END = "<!-- end of cost -->\n";

  /** The first with the outcome of an export before it. */
  private static final int EXPORTS = 3;

  /** At the default of otel.metric.export.interval, 10 s. */
  private static final int EXPORTS_A_MINUTE = 6;

  @TempDir Path directory;

  /** One export. */
  private record Cost(List<MetricPoint> points, long bytes, long zipped) {

    String row(String set) {
      int series = points.size();
      return "| %s | %d | %d | %d | %d | %d |\n"
          .formatted(
              set,
              series,
              series * EXPORTS_A_MINUTE,
              bytes,
              zipped,
              (zipped * EXPORTS_A_MINUTE * 60 * 24) >> 10);
    }
  }

  @Test
  void theDefaultIsTheEssentialSetAndFullIsEverything() throws Exception {
    Cost essential = export("essential", "essential");
    Cost tracked = export("essential-nmt", "essential", "-XX:NativeMemoryTracking=summary");
    Cost full = export("full", "full");
    Cost fullTracked = export("full-nmt", "full", "-XX:NativeMemoryTracking=summary");

    assertSeries(essential, ESSENTIAL);
    assertSeries(tracked, ESSENTIAL, ESSENTIAL_NATIVE);
    assertSeries(full, GoldenVictim.GOLDEN);
    assertSeries(fullTracked, GoldenVictim.GOLDEN, GoldenVictim.NATIVE_MEMORY);
    if (Boolean.getBoolean("headroom.write.docs")) {
      write(
          essential.row("`essential`, the default")
              + tracked.row("`essential`, NMT on")
              + full.row("`full`")
              + fullTracked.row("`full`, NMT on"));
    }
  }

  private Cost export(String name, String set, String... options) throws Exception {
    Path bodies = Files.createDirectory(directory.resolve(name));
    try (OtlpReceiver receiver = OtlpReceiver.start().keepingIn(bodies);
        CgroupV1 group = GoldenVictim.group();
        JavaProcess victim =
            JavaProcess.running(Idle.class)
                .options("-Xmx64m", "-XX:+UseG1GC")
                .options(options)
                .agent()
                .exportingTo(receiver.endpoint())
                .environment("HEADROOM_METRICS", set)
                .environment("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
                .environment("OTEL_SERVICE_NAME", "checkout")
                .in(group)
                .start()) {
      Await.until(
          EXPORTS + " exports",
          () -> receiver.exports().size() >= EXPORTS || !victim.isAlive(),
          victim::toString);
      OtlpReceiver.Export export = receiver.await(EXPORTS);
      Path body = bodies.resolve("%04d".formatted(EXPORTS));
      Await.until("the body of export " + EXPORTS, () -> Files.exists(body), victim::toString);
      return new Cost(
          export.points(),
          Files.size(body),
          Long.parseLong(export.headers().get("content-length")));
    }
  }

  private static void assertSeries(Cost cost, String... golden) {
    assertEquals(
        GoldenMetrics.text(GoldenMetrics.read(golden)),
        GoldenMetrics.text(GoldenMetrics.of(cost.points())));
  }

  private static void write(String rows) throws IOException {
    String measured =
        """

        Measured on %s: JDK %s with G1, an idle JVM in a memory cgroup v1, kernel %s, one export of OTLP over HTTP. Points a
        minute and KiB a day are at the default interval of 10 s.

        | `headroom.metrics` | time series | points a minute | bytes an export | with gzip | KiB a day with gzip |
        |---|--:|--:|--:|--:|--:|
        %s
        """
            .formatted(
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("java.version"),
                System.getProperty("os.version"),
                rows);
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    Files.writeString(DOCUMENT, document.substring(0, begin) + measured + document.substring(end));
  }
}
