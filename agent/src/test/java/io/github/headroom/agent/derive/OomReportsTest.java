package io.github.headroom.agent.derive;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The kernel's reports of other people's kills, read as the files of the group would have been. At
 * a kill nothing is left: what the expected headroom has there is its error.
 */
@Execution(ExecutionMode.CONCURRENT)
class OomReportsTest {

  /** Percent of the limit. */
  private static final double NINE_OF_TEN_WITHIN = 1.5;

  private static final double FAR_OFF = 3;

  @TempDir Path directory;

  private record Read(String name, OomReport report, Figures figures) {

    /** What the expected headroom is off by, in percent of the limit. */
    double error() {
      return 100.0 * figures.whole(Figure.HEADROOM_EXPECTED) / report.limit();
    }

    double bound() {
      return 100.0 * figures.whole(Figure.HEADROOM_OPTIMISTIC) / report.limit();
    }

    double workingSet() {
      return 100.0 * figures.whole(Figure.AVAILABLE) / report.limit();
    }

    double utilization() {
      return figures.real(Figure.UNRECLAIMABLE_UTILIZATION);
    }

    @Override
    public String toString() {
      return String.format(
          "%-60s expected %6.3f  optimistic %6.3f  working set %6.3f  unreclaimable %.4f%s",
          name, error(), bound(), workingSet(), utilization(), report.memswBinds() ? " memsw" : "");
    }
  }

  @Test
  void eachHasAHeadroomAndAUtilization() throws Exception {
    for (Read read : all()) {
      assertTrue(read.figures.known(Figure.HEADROOM_EXPECTED), read.name);
      assertTrue(read.figures.known(Figure.UNRECLAIMABLE_UTILIZATION), read.name);
    }
  }

  @Test
  void expectedHeadroomIsNextToNothing() throws Exception {
    List<Read> all = all();
    double[] errors = all.stream().mapToDouble(Read::error).sorted().toArray();
    int far = (int) all.stream().filter(read -> read.error() > FAR_OFF).count();
    String each = "\n" + all.stream().map(Read::toString).collect(Collectors.joining("\n"));
    assertTrue(errors[(int) Math.ceil(0.9 * errors.length) - 1] <= NINE_OF_TEN_WITHIN, each);
    assertTrue(far == 0, each);
  }

  @Test
  void unreclaimableIsNextToAllWhereMemoryAndSwapTogetherBind() throws Exception {
    List<Read> binding = all().stream().filter(read -> read.report.memswBinds()).toList();
    assertTrue(binding.size() >= 5);
    for (Read read : binding) {
      assertTrue(read.utilization() >= 0.97, read::toString);
    }
  }

  @Test
  void optimisticHeadroomHasNoPageTablesThatFillTheLimit() throws Exception {
    Read tables =
        all().stream().filter(read -> read.name.contains("page-tables")).findFirst().orElseThrow();
    assertTrue(tables.report.pageTables() > 0.9 * tables.report.limit());
    assertTrue(tables.bound() < 10, tables::toString);
  }

  private List<Read> all() throws IOException, URISyntaxException {
    Path reports =
        Path.of(Objects.requireNonNull(OomReportsTest.class.getResource("/oom-reports")).toURI());
    List<Read> all = new ArrayList<>();
    try (Stream<Path> each = Files.list(reports)) {
      for (Path report : each.sorted().toList()) {
        all.add(read(report));
      }
    }
    return all;
  }

  private Read read(Path path) throws IOException {
    String name = path.getFileName().toString();
    OomReport report = OomReport.of(path.resolve("report.txt"));
    Path root = Files.createDirectories(directory.resolve(name));
    report.write(root);
    Sample sample = new Sample();
    Sampler sampler =
        Sampler.ofProcess(root, "self", () -> 0, new AgentLog(System.err, AgentLog.Level.OFF));
    sampler.fullPass(sample);
    sampler.close();
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    return new Read(name, report, figures);
  }
}
