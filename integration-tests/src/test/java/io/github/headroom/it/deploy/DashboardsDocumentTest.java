package io.github.headroom.it.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.github.headroom.it.deploy.Dashboard.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The dashboards of Grafana and Perses are generated from one source. */
class DashboardsDocumentTest {

  static final Path DASHBOARDS =
      Path.of(System.getProperty("headroom.deploy")).resolve("monitoring/dashboards");

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  @Test
  void theDashboardsAreThoseOfTheirSource() throws IOException {
    for (Map.Entry<Path, String> file : texts().entrySet()) {
      String text = file.getValue();
      if (Boolean.getBoolean("headroom.write.docs")) {
        Files.createDirectories(file.getKey().getParent());
        Files.writeString(file.getKey(), text);
      }
      assertEquals(text, Files.readString(file.getKey()), () -> "out of date: " + file.getKey());
    }
  }

  /** The files' texts. */
  static Map<Path, String> texts() throws IOException {
    Map<Path, String> texts = new TreeMap<>();
    all().forEach((file, dashboard) -> texts.put(file, GSON.toJson(dashboard) + "\n"));
    return texts;
  }

  /** Every dashboard for every tool and every store's labels. */
  static Map<Path, JsonObject> all() throws IOException {
    Map<Path, JsonObject> all = new TreeMap<>();
    for (String name : new String[] {"container", "fleet"}) {
      Dashboard dashboard = Dashboard.read(DASHBOARDS.resolve(name + ".yaml"));
      for (Labels labels : Labels.values()) {
        String file = "headroom-" + name + suffix(labels) + ".json";
        all.put(
            DASHBOARDS.resolve("grafana").resolve(file), GrafanaDashboard.of(dashboard, labels));
        all.put(DASHBOARDS.resolve("perses").resolve(file), PersesDashboard.of(dashboard, labels));
      }
    }
    return all;
  }

  private static String suffix(Labels labels) {
    return labels == Labels.RESOURCE ? "-by-service-name" : "";
  }
}
