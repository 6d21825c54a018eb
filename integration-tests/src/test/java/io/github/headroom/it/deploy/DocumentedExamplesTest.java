package io.github.headroom.it.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Lab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

/** What README.md and docs have to be copied: queries and YAML. */
class DocumentedExamplesTest {

  private static final Path ROOT = Path.of(System.getProperty("headroom.deploy")).resolve("..");

  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w+)\n(.*?)^ *```$");

  /** A name of a series of ours; cAdvisor's own are other pages' examples. */
  private static final Pattern METRIC = Pattern.compile("\\b(?:headroom|jvm)_[a-z0-9_]+");

  @TestFactory
  Stream<DynamicTest> aQueryIsParsedByPromtoolAndAsksForWhatIsPublished() throws IOException {
    List<String> queries = blocks("promql");
    Set<String> published = DocumentedMetrics.prometheusNamesAndLabels();
    assertTrue(queries.size() > 5, queries::toString);
    return queries.stream()
        .map(query -> DynamicTest.dynamicTest(query, () -> query(query, published)));
  }

  private static void query(String query, Set<String> published) throws Exception {
    Set<String> unknown = new TreeSet<>();
    Matcher metric = METRIC.matcher(query);
    while (metric.find()) {
      if (!published.contains(metric.group())) {
        unknown.add(metric.group());
      }
    }
    assertEquals(Set.of(), unknown);

    Path promtool = Lab.program("prometheus", "promtool");
    Process process =
        new ProcessBuilder(promtool.toString(), "--experimental", "promql", "format", query)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }

  @TestFactory
  Stream<DynamicTest> aBlockOfYamlIsYaml() throws IOException {
    List<String> blocks = blocks("yaml");
    assertTrue(blocks.size() > 3, blocks::toString);
    return blocks.stream()
        .map(
            block ->
                DynamicTest.dynamicTest(
                    block.lines().findFirst().orElse(""), () -> new Yaml().load(block)));
  }

  private static List<String> blocks(String language) throws IOException {
    List<String> blocks = new ArrayList<>();
    for (Path page : pages()) {
      Matcher block = BLOCK.matcher(Files.readString(page));
      while (block.find()) {
        if (block.group(1).equals(language)) {
          blocks.add(block.group(2).stripTrailing());
        }
      }
    }
    return blocks;
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
          .filter(page -> page.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }
}
