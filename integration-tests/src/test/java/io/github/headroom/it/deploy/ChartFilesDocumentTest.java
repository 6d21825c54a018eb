package io.github.headroom.it.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A chart has nothing but what lies in its directory, so rules and dashboards are there once more.
 */
class ChartFilesDocumentTest {

  private static final Path DEPLOY = Path.of(System.getProperty("headroom.deploy"));
  private static final Path FILES = DEPLOY.resolve("helm/headroom/files");

  @Test
  void theChartsRulesAndDashboardsAreThoseOfMonitoring() throws IOException {
    Map<String, String> wanted = wanted();
    if (Boolean.getBoolean("headroom.write.docs")) {
      for (Map.Entry<String, String> file : wanted.entrySet()) {
        Files.writeString(FILES.resolve(file.getKey()), file.getValue());
      }
    }
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(FILES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.put(FILES.relativize(file).toString(), Files.readString(file));
      }
    }
    assertEquals(wanted, found);
  }

  /** The dashboards are written from their source, as DashboardsDocumentTest writes them. */
  private static Map<String, String> wanted() throws IOException {
    Map<String, String> wanted = new TreeMap<>();
    wanted.put("rules.yaml", Files.readString(DEPLOY.resolve("monitoring/rules/headroom.yaml")));
    for (Map.Entry<Path, String> dashboard : DashboardsDocumentTest.texts().entrySet()) {
      if (dashboard.getKey().getParent().endsWith("grafana")) {
        wanted.put("dashboards/" + dashboard.getKey().getFileName(), dashboard.getValue());
      }
    }
    return wanted;
  }
}
