package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Lab;
import io.github.headroom.it.parts.Prometheus;
import io.github.headroom.it.parts.VictoriaMetrics;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code backtest} on a leak in the past of real stores, by the very commands of docs/backtest.md:
 * it prints the same for them as for the CSV.
 */
class BacktestTest {

  private static final long LIMIT = 1000L << 20;
  private static final String LABELS =
      "namespace=\"shop\",pod=\"checkout-0\",container=\"app\",id=\"/kubepods/x\",instance=\"n:10250\"";
  private static final String[] METRICS = {
    "container_memory_usage_bytes",
    "container_memory_working_set_bytes",
    "container_memory_total_inactive_file_bytes",
    "container_memory_total_active_file_bytes",
    "container_memory_rss",
    "container_spec_memory_limit_bytes"
  };

  @TempDir Path directory;

  private final List<long[]> rows = new ArrayList<>();

  /**
   * Two hours of a sample every 15 s or so, up to ten minutes ago; anon grows from 100 to 900 MiB.
   */
  @BeforeEach
  void history() {
    long start = System.currentTimeMillis() / 1000 - 7800;
    for (int i = 0; i < 480; i++) {
      long anon = (100L << 20) + i * (800L << 20) / 480 + i * 7919L % (2 << 20);
      long active = Math.min(200L << 20, i * (1L << 20));
      long inactive = 30L << 20;
      long usage = Math.min(LIMIT, anon + active + inactive);
      active = usage - anon - inactive;
      long at = start + 15L * i + i % 7; // no two samples exactly 10 min or 1 h apart
      rows.add(new long[] {at, usage, usage - inactive, inactive, active, anon, LIMIT});
    }
  }

  @Test
  void prometheusIsAskedAsDocumented() throws Exception {
    try (Prometheus store = Prometheus.with(text(1, true))) {
      assertEquals(ofCsv(), run(documented(":9090", store.origin())));
    }
  }

  @Test
  void victoriaMetricsIsAskedAsDocumented() throws Exception {
    try (VictoriaMetrics store = VictoriaMetrics.start()) {
      store.importPrometheus(text(1000, false));
      assertEquals(ofCsv(), run(documented(":8428", store.origin())));
      assertEquals(ofCsv(), run(documented(":9090", store.origin())));
    }
  }

  @Test
  void theUsualRulesAreWhatPrometheusMakesOfThem() throws Exception {
    Path forecasts = directory.resolve("forecasts.csv");
    run("java -jar headroom-agent.jar backtest " + csv() + " --forecasts " + forecasts);
    List<String> lines = Files.readAllLines(forecasts);
    try (Prometheus store = Prometheus.with(text(1, true))) {
      String before = "";
      int asked = 0;
      for (int i = 1; i < lines.size(); i++) {
        String[] cells = lines.get(i).split(",", -1);
        String rules = cells[10] + cells[11] + cells[12];
        if (!rules.equals(before) || i % 40 == 0) { // where one changes, and now and then
          asked++;
          String at = cells[0];
          String expected =
              asks(store, at, "container_memory_working_set_bytes", "0.9 * ")
                  + asks(
                      store, at, "predict_linear(container_memory_working_set_bytes[10m],600)", "")
                  + asks(
                      store, at, "predict_linear(container_memory_working_set_bytes[1h],3600)", "");
          assertEquals(expected, rules, "at " + lines.get(i));
        }
        before = rules;
      }
      assertTrue(asked > 12, lines::toString);
    }
  }

  /** 1 where it is above the limit, 0 where it is not or is not known. */
  private static String asks(Prometheus store, String at, String value, String times)
      throws IOException {
    String query = value + " > bool on() " + times + "container_spec_memory_limit_bytes";
    String answer =
        store.get(
            "/api/v1/query?time="
                + at
                + "&query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    return answer.endsWith("\"1\"]}]}}") ? "1" : "0";
  }

  private JsonObject ofCsv() throws Exception {
    return run("java -jar headroom-agent.jar backtest " + csv());
  }

  private Path csv() throws IOException {
    StringBuilder csv = new StringBuilder("time," + String.join(",", METRICS) + "\n");
    for (long[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        csv.append(i == 0 ? "" : ",").append(row[i]);
      }
      csv.append('\n');
    }
    return Files.writeString(directory.resolve("checkout.csv"), csv);
  }

  /** The samples as both stores import them; times of OpenMetrics are in seconds. */
  private String text(int unitsPerSecond, boolean openMetrics) {
    StringBuilder text = new StringBuilder();
    for (int metric = 0; metric < METRICS.length; metric++) {
      text.append(openMetrics ? "# TYPE " + METRICS[metric] + " gauge\n" : "");
      for (long[] row : rows) {
        text.append(
            String.format(
                Locale.ROOT,
                "%s{%s} %d %d%n",
                METRICS[metric],
                LABELS,
                row[metric + 1],
                row[0] * unitsPerSecond));
      }
    }
    return text.append(openMetrics ? "# EOF\n" : "").toString();
  }

  /** The command of docs/backtest.md that asks that port, for a store of another address. */
  private static String documented(String port, String origin) throws IOException {
    Lab.command("curl", "curl");
    String page = Files.readString(Path.of("../docs/backtest.md"));
    Matcher blocks = Pattern.compile("```sh\\n(curl .*?)```", Pattern.DOTALL).matcher(page);
    while (blocks.find()) {
      if (blocks.group(1).contains(port)) {
        return blocks.group(1).strip().replaceAll("http://[a-z-]+" + port, origin);
      }
    }
    throw new AssertionError("no command for port " + port + " in docs/backtest.md");
  }

  /** The text about the one life, without what names the file and the columns. */
  private static JsonObject run(String command) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String real =
        command.replace(
                "java -jar headroom-agent.jar",
                java + " -XX:+UseSerialGC -jar " + JavaProcess.agentJar())
            + " --json --killed";
    Process process = new ProcessBuilder("bash", "-c", real).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), real + "\n" + output);
    JsonObject document = JsonParser.parseString(output).getAsJsonObject();
    JsonObject series = document.getAsJsonArray("series").get(0).getAsJsonObject();
    JsonObject life = series.getAsJsonArray("lives").get(0).getAsJsonObject();
    assertEquals(480, life.get("rows").getAsInt(), output);
    assertEquals(1, life.getAsJsonObject("headroom").get("count").getAsInt(), output);
    return life;
  }
}
