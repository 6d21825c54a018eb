package io.github.headroom.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories of a container with a limit of 1000 MiB, as text, and the results as JSON. */
class BacktestTest {

  private static final long MIB = 1 << 20;
  private static final long START = 1_790_000_000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Returns growing anonymous memory, with 80 MiB of page cache, half of it active. */
  private static String history(int step, int rows, double first, double mibPerSecond) {
    StringBuilder csv =
        new StringBuilder(
            "time,usage,inactive_file,active_file,anon,shmem,slab_reclaimable,limit\n");
    for (int i = 0; i < rows; i++) {
      long anon = Math.round((first + mibPerSecond * i * step) * MIB) + i % 7 * 4096L;
      csv.append(row(START + (long) i * step, anon)).append('\n');
    }
    return csv.toString();
  }

  private static String row(long time, long anon) {
    return String.format(
        Locale.ROOT,
        "%d,%d,%d,%d,%d,0,0,%d",
        time,
        anon + 80 * MIB,
        40 * MIB,
        40 * MIB,
        anon,
        1000 * MIB);
  }

  @ParameterizedTest(name = "a row every {0} s")
  @ValueSource(ints = {1, 5, 15, 30, 60})
  void aLeakIsWarnedOfBeforeTheKillAtAnyStep(int step) {
    // 100 MiB at first and 1000 MiB after two and a half hours.
    String csv = history(step, 9000 / step, 100, 0.1);
    assertEquals(0, backtest(csv, "--json", "--killed"), () -> text(err));
    assertEquals("\"killed\"", field("ended"));
    assertEquals("1", field("headroom.count"));
    assertEquals("\"anon\"", field("headroom.warnings.culprit"));
    double lead = Double.parseDouble(field("headroom.lead_seconds"));
    double low = Double.parseDouble(field("headroom.warnings.time_to_kill_low"));
    double mid = Double.parseDouble(field("headroom.warnings.time_to_kill_mid"));
    double high = Double.parseDouble(field("headroom.warnings.time_to_kill_high"));
    assertTrue(low <= mid && mid <= high, () -> text(out));
    double within1Hour = Double.parseDouble(field("headroom.warnings.kill_probability_1h"));
    double within24Hours = Double.parseDouble(field("headroom.warnings.kill_probability_24h"));
    assertTrue(within1Hour > 0 && within1Hour <= within24Hours, () -> text(out));
    assertTrue(low <= lead + step && lead <= high + step, () -> lead + " in " + text(out));
    assertTrue(text(out).contains("by 0.10 MiB/s"), () -> text(out));
  }

  @Test
  void thereIsNoWarningWithoutGrowth() {
    assertEquals(0, backtest(history(15, 5760, 300, 0), "--json"));
    assertEquals("0", field("headroom.count"));
    assertEquals("\"unknown\"", field("ended"));
    assertEquals("5760", field("rows"));
    assertEquals("15", field("step_seconds"));
  }

  @Test
  void aRisingCountOfKillsEndsALifeAndIsTheKillBetweenTwoRows() {
    StringBuilder csv = new StringBuilder("oom_kill," + header());
    String[] rows = history(15, 600, 100, 0.1).split("\n", 0);
    for (int i = 1; i < rows.length; i++) {
      csv.append("3,").append(rows[i]).append('\n');
    }
    csv.append("4,").append(row(START + 9000, 50 * MIB)).append('\n');
    csv.append("4,").append(row(START + 9015, 50 * MIB)).append('\n');
    assertEquals(0, backtest(csv.toString(), "--json"));
    List<String> ends = all("ended");
    assertEquals(List.of("\"killed\"", "\"no_kill\""), ends);
    assertTrue(text(out).contains("\"end\": " + (START + 8985) + ", \"ended\": \"killed\""));
  }

  @Test
  void theRowOfTheKillAtTheEndIsNoLifeOfItsOwn() {
    String csv =
        "oom_kill," + header() + "0," + row(START, MIB) + "\n1," + row(START + 15, MIB) + "\n";
    assertEquals(0, backtest(csv, "--json"));
    assertEquals(List.of("\"killed\""), all("ended"));
  }

  @Test
  void aContainerThatHoldsAFractionAfterAGapHasStartedAnew() {
    StringBuilder csv = new StringBuilder(history(15, 40, 600, 0));
    csv.append(row(START + 40 * 15 + 300, 100 * MIB)).append('\n');
    csv.append(row(START + 40 * 15 + 315, 100 * MIB)).append('\n');
    assertEquals(0, backtest(csv.toString(), "--json"));
    assertEquals(List.of("\"restarted\"", "\"unknown\""), all("ended"));
  }

  @Test
  void withoutAnonTheWorkingSetShowsTheRestart() {
    String csv = history(15, 40, 600, 0) + row(START + 40 * 15 + 300, 100 * MIB) + "\n";
    csv = csv.replace(",anon,", ",nothing,");
    assertEquals(0, backtest(csv, "--json"));
    assertEquals(List.of("\"restarted\"", "\"unknown\""), all("ended"));
  }

  @Test
  void aGapAloneAndAFallAloneAreNone() {
    StringBuilder csv = new StringBuilder(history(15, 40, 600, 0));
    csv.append(row(START + 40 * 15 + 300, 600 * MIB)).append('\n');
    csv.append(row(START + 40 * 15 + 315, 100 * MIB)).append('\n');
    assertEquals(0, backtest(csv.toString(), "--json"));
    assertEquals(List.of("\"unknown\""), all("ended"));
    assertEquals("1", field("gaps"));
    assertEquals("300", field("gap_seconds"));
  }

  @Test
  void aCountThatGoesBackIsANewStart() {
    StringBuilder csv = new StringBuilder("pgfault," + header());
    for (int i = 0; i < 40; i++) {
      csv.append(i < 20 ? 1000 + i : i).append(',').append(row(START + i * 15L, 600 * MIB));
      csv.append('\n');
    }
    assertEquals(0, backtest(csv.toString(), "--json"));
    assertEquals(List.of("\"restarted\"", "\"unknown\""), all("ended"));
  }

  @Test
  void severalContainersAreTakenEachByItself() {
    StringBuilder csv = new StringBuilder("pod,container," + header());
    String[] leaks = history(15, 600, 100, 0.1).split("\n", 0);
    String[] rests = history(15, 600, 300, 0).split("\n", 0);
    for (int i = 1; i < leaks.length; i++) {
      csv.append("checkout-0,app,").append(leaks[i]).append('\n');
      csv.append("checkout-1,app,").append(rests[i]).append('\n');
    }
    assertEquals(0, backtest(csv.toString(), "--json"));
    assertEquals(
        List.of(
            "\"pod=\\\"checkout-0\\\", container=\\\"app\\\"\"",
            "\"pod=\\\"checkout-1\\\", container=\\\"app\\\"\""),
        names());
    assertEquals(List.of("1", "0"), headroomCounts());

    out.reset();
    assertEquals(0, backtest(csv.toString(), "--json", "--series", "checkout-1"));
    assertEquals(List.of("0"), headroomCounts());
  }

  @Test
  void columnsGoByTheNamesOfBothVersionsAndOfCadvisorInAnyOrder() {
    String expected = warnings(history(15, 600, 100, 0.1));
    String[] headers = {
      "timestamp,memory.current,total_inactive_file,total_active_file,total_rss,total_shmem,"
          + "slab_reclaimable,memory.limit_in_bytes",
      "Time,container_memory_usage_bytes,container_memory_total_inactive_file_bytes,"
          + "container_memory_total_active_file_bytes,container_memory_rss,shmem,slab_reclaimable,"
          + "container_spec_memory_limit_bytes"
    };
    for (String header : headers) {
      String csv = history(15, 600, 100, 0.1).replace(header().strip(), header);
      assertEquals(expected, warnings(csv), header);
    }
    StringBuilder reversed = new StringBuilder();
    for (String line : history(15, 600, 100, 0.1).split("\n", 0)) {
      List<String> cells = new ArrayList<>(List.of(line.split(",", 0)));
      Collections.reverse(cells);
      reversed.append(String.join(";", cells)).append("\r\n");
    }
    assertEquals(expected, warnings(reversed.toString()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "seconds, 1790000000, 1790000015",
    "fractions, 1790000000.000, 1790000015.00",
    "milliseconds, 1790000000000, 1790000015000",
    "ISO 8601, 2026-09-21T14:13:20Z, 2026-09-21T16:13:35.000+02:00",
    "with a space, 2026-09-21 14:13:20, 2026-09-21 14:13:35",
  })
  void timesAreUnderstood(String form, String first, String second) {
    String csv = header() + rest(first) + rest(second);
    assertEquals(0, backtest(csv, "--json"), () -> text(err));
    assertTrue(text(out).contains("\"begin\": 1790000000, \"end\": 1790000015"), () -> text(out));
  }

  private static String rest(String time) {
    String row = row(0, 100 * MIB);
    return time + row.substring(row.indexOf(',')) + "\n";
  }

  @Test
  void badRowsAreNamedByTheirLinesAndPassedOver() {
    String csv =
        header()
            + row(START, MIB)
            + "\n1,2,3\n"
            + row(START + 15, MIB)
            + "\n"
            + row(START + 10, MIB)
            + "\n\n"
            + row(START + 30, MIB).replace("," + MIB + ",", ",many,")
            + "\n"
            + row(START + 45, MIB).replace("," + MIB + ",", ",-5,")
            + "\nyesterday"
            + row(START, MIB).substring(10)
            + "\n"
            + row(START + 60, MIB)
            + "\n";
    assertEquals(0, backtest(csv, "--json"));
    assertEquals("5", field("bad_rows"));
    String output = text(out);
    for (String problem :
        new String[] {
          "line 3: expected 8 cells, found 3",
          "line 5: expected a time after that of the row before, found one that is not",
          "line 7: anon: expected a number from 0 on, found \\\"many\\\"",
          "line 8: anon: expected a number from 0 on, found \\\"-5\\\"",
          "line 9: time: expected seconds or milliseconds since 1970, or ISO 8601, found"
              + " \\\"yesterday\\\""
        }) {
      assertTrue(output.contains(problem), () -> problem + " in " + output);
    }
    assertEquals("3", lifeRows());
  }

  @Test
  void anEmptyCellIsNotKnownAndNoZero() {
    StringBuilder csv = new StringBuilder(header());
    String[] rows = history(15, 600, 100, 0.1).split("\n", 0);
    for (int i = 1; i < rows.length; i++) {
      String[] cells = rows[i].split(",", 0);
      if (i % 3 == 0) {
        cells[2] = i % 2 == 0 ? "" : "NaN";
      }
      csv.append(String.join(",", cells)).append('\n');
    }
    assertEquals(0, backtest(csv.toString(), "--json", "--killed"));
    assertEquals("200", field("unknown_rows"));
    assertEquals("1", field("headroom.count"));
  }

  @Test
  void aMissingColumnIsAbsentAndTheAssumptionIsPrinted() {
    String csv =
        "time,container_memory_usage_bytes,container_memory_working_set_bytes,"
            + "container_memory_rss,container_memory_cache,limit\n";
    StringBuilder rows = new StringBuilder(csv);
    for (int i = 0; i < 600; i++) {
      long anon = Math.round((100 + 1.5 * i) * MIB);
      rows.append(START + i * 15L).append(',').append(anon + 80 * MIB).append(',');
      rows.append(anon + 40 * MIB).append(',').append(anon).append(',').append(80 * MIB);
      rows.append(',').append(1000 * MIB).append('\n');
    }
    assertEquals(0, backtest(rows.toString(), "--json", "--killed"));
    assertEquals("1", field("headroom.count"));
    String output = text(out);
    assertTrue(output.contains("\"active_file: file - shmem - inactive_file is taken\""), output);
    assertTrue(output.contains("\"inactive_file: usage - working_set is taken\""), output);
  }

  @Test
  void anUnlimitedContainerHasNoForecast() {
    for (String none : new String[] {"+Inf", "max", "9223372036854771712", "0", "-1"}) {
      out.reset();
      String csv = history(15, 600, 100, 0.1).replace("," + 1000 * MIB + "\n", "," + none + "\n");
      assertEquals(0, backtest(csv, "--json"));
      assertEquals("600", field("unknown_rows"), none);
      assertEquals("null", field("limit_least"), none);
    }
  }

  @Test
  void theLimitCanBeGiven() {
    String csv = history(15, 600, 100, 0.1).replace(",limit\n", ",nothing\n");
    assertEquals(0, backtest(csv, "--json", "--limit", "1000Mi"), () -> text(err));
    assertEquals(Long.toString(1000 * MIB), field("limit_least"));
    assertEquals("1", field("headroom.count"));
  }

  @Test
  void aColumnThatMustBeThereIsNamedWithWhatItAccepts() {
    assertEquals(2, backtest("when,used\n1,2\n"));
    for (String output :
        new String[] {
          "there is no column time (time, timestamp, ts, ",
          "none usage (usage, memory_current,",
          "container_memory_working_set_bytes",
          "none limit (limit, memory_max,",
          "--limit BYTES",
          "found when,used"
        }) {
      assertTrue(text(err).contains(output), () -> output + " in " + text(err));
    }
    assertEquals("", text(out));
    err.reset();
    assertEquals(2, backtest("time,usage,limit\n1,2,3\n"));
    assertTrue(text(err).contains("one that separates page cache from the rest"), () -> text(err));
    err.reset();
    assertEquals(2, backtest(""));
    assertTrue(text(err).contains("stdin: it is empty"), () -> text(err));
  }

  @Test
  void theUsualRulesStandBesideIt() {
    // Page cache takes the working set to 95 % and is reclaimable, so nothing is killed.
    StringBuilder csv = new StringBuilder("oom_kill," + header());
    for (int i = 0; i < 720; i++) {
      long active = (i < 240 ? 0L : 650L) * MIB;
      csv.append("0,").append(START + i * 15L).append(',').append(300 * MIB + active);
      csv.append(",0,").append(active).append(',').append(300 * MIB).append(",0,0,");
      csv.append(1000 * MIB).append('\n');
    }
    assertEquals(0, backtest(csv.toString(), "--json", "--lived"));
    assertEquals("\"lived\"", field("ended"));
    assertEquals("0", field("headroom.count"));
    String threshold = after("\"name\": \"working_set > 90 % of the limit\", ");
    assertTrue(
        threshold.startsWith(
            "\"count\": 1, \"warned_seconds\": 7185, \"false_seconds\": 7185, \"lead_seconds\":"
                + " null"),
        threshold);
  }

  @Test
  void aWarningThatStandsAtTheEndIsFalseOnlyWhereTheContainerLivedOn() {
    String csv = history(15, 560, 100, 0.1);
    assertEquals(0, backtest(csv, "--json"));
    assertEquals("\"open\"", field("headroom.warnings.outcome"));
    assertEquals("0", field("headroom.false_seconds"));
    out.reset();
    assertEquals(0, backtest(csv, "--json", "--lived"));
    assertEquals("\"passed\"", field("headroom.warnings.outcome"));
    assertEquals(field("headroom.warned_seconds"), field("headroom.false_seconds"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1,2\n", "yesterday,1,1,1,1,1,1,1\n"})
  void aHistoryWithoutRowsIsNamed(String rows) {
    assertEquals(1, backtest(header() + rows));
    assertTrue(text(err).startsWith("headroom: stdin: "), () -> text(err));
    assertEquals("", text(out));
  }

  @Test
  void aMissingContainerIsNamed() {
    assertEquals(1, backtest(header() + row(START, MIB) + "\n", "--series", "checkout"));
    assertEquals("headroom: stdin: no container has \"checkout\" in its name", text(err).strip());
  }

  @Test
  void withoutAWorkingSetThereAreNoUsualRules() {
    String csv = history(15, 600, 100, 0.1).replace(",inactive_file,", ",nothing,");
    assertEquals(0, backtest(csv, "--json", "--killed"));
    assertTrue(text(out).contains("\"rules\": []"), () -> text(out));
    assertTrue(text(out).contains("the usual rules cannot be evaluated"), () -> text(out));
  }

  @Test
  void prometheusAnswersAreReadLikeTheColumns() {
    String csv = history(15, 600, 100, 0.1);
    String[] names = {
      "container_memory_usage_bytes",
      "container_memory_total_inactive_file_bytes",
      "container_memory_total_active_file_bytes",
      "container_memory_rss",
      "shmem",
      "slab_reclaimable",
      "container_spec_memory_limit_bytes"
    };
    StringBuilder answer =
        new StringBuilder(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[");
    StringBuilder exported = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      StringBuilder pairs = new StringBuilder();
      StringBuilder values = new StringBuilder();
      StringBuilder times = new StringBuilder();
      String[] rows = csv.split("\n", 0);
      for (int j = 1; j < rows.length; j++) {
        String[] cells = rows[j].split(",", 0);
        pairs.append(j == 1 ? "" : ",").append("[").append(cells[0]).append(",\"");
        pairs.append(cells[i + 1]).append("\"]");
        values.append(j == 1 ? "" : ",").append(cells[i + 1]);
        times.append(j == 1 ? "" : ",").append(cells[0]).append("000");
      }
      String metric = "{\"metric\":{\"__name__\":\"" + names[i] + "\",\"pod\":\"a\"},\"values\":[";
      answer.append(i == 0 ? "" : ",").append(metric).append(pairs).append("]}");
      exported.append(metric).append(values).append("],\"timestamps\":[").append(times);
      exported.append("]}\n");
    }
    String expected = warnings(csv);
    assertEquals(expected, warnings(answer + "]}}"));
    assertEquals(expected, warnings(exported.toString()));
    assertEquals("\"pod=\\\"a\\\"\"", names().get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"error\",\"error\":\"bad_data\"}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}",
        "{\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1,\"x\"]]}]}}",
        "{\"data\":",
        "{",
        "{]"
      })
  void anInvalidAnswerIsReported(String answer) {
    assertEquals(2, backtest(answer), () -> text(out));
    assertTrue(text(err).startsWith("headroom: stdin: "), () -> text(err));
  }

  @Test
  void theForecastAtEachRowCanBeWritten(@TempDir Path directory) throws Exception {
    Path rows = directory.resolve("rows.csv");
    assertEquals(
        0, backtest(history(15, 600, 100, 0.1), "--killed", "--forecasts", rows.toString()));
    List<String> lines = Files.readAllLines(rows);
    assertEquals(601, lines.size());
    assertTrue(
        lines.get(0).startsWith("time,series,limit,working_set,headroom,verdict,culprit,time_to"));
    String[] last = lines.get(600).split(",", -1);
    assertEquals(16, last.length);
    assertEquals(Long.toString(START + 599 * 15), last[0]);
    assertEquals("growing", last[5]);
    assertEquals("anon", last[6]);
    assertEquals("1", last[10]);
    double within10Minutes = Double.parseDouble(last[13]);
    double within1Hour = Double.parseDouble(last[14]);
    double within24Hours = Double.parseDouble(last[15]);
    assertTrue(within10Minutes <= within1Hour && within1Hour <= within24Hours, lines.get(600));
    assertTrue(within24Hours > 0.5 && within24Hours <= 1, lines.get(600));
    assertTrue(lines.get(1).endsWith(",,,"), lines.get(1)); // unknown yet
  }

  @Test
  void aPersonReadsWhenAndWhy() {
    assertEquals(0, backtest(history(15, 600, 100, 0.1), "--killed"));
    String output = text(out);
    for (String part :
        new String[] {
          "stdin: 600 rows of 1 container",
          "limit        1000 MiB",
          "end          the OOM killer came",
          "growing by anon: ",
          " before the kill",
          "what cannot be reclaimed grows by 0.10 MiB/s",
          "predict_linear(working_set[1h], 3600) > limit",
          "0 h of false warning"
        }) {
      assertTrue(output.contains(part), () -> part + " in " + output);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "--csv a",
        "--limit x a",
        "--limit 0 a",
        "--series",
        "a --forecasts",
        "a --killed --lived"
      })
  void wrongArgumentsAreWrongUsage(String line) {
    assertEquals(2, run("", line.isEmpty() ? new String[0] : line.split(" ", 0)));
    assertTrue(text(err).startsWith("usage: java -jar headroom-agent.jar backtest "));
  }

  @Test
  void theHistoryIsNotOverwrittenWithWhatWasForecastOfIt(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("history.csv");
    Path link = directory.resolve("link.csv");
    String history = history(15, 40, 100, 0.1);
    Files.writeString(file, history);
    Files.createSymbolicLink(link, file);
    for (Path into : new Path[] {file, directory.resolve("./history.csv"), link}) {
      err.reset();
      assertEquals(2, run("", file.toString(), "--forecasts", into.toString()));
      assertEquals(
          "headroom: --forecasts "
              + into
              + ": it is the history that is read; expected another file",
          text(err).strip());
      assertEquals(history, Files.readString(file));
    }
  }

  @Test
  void aMissingFileIsNamed() {
    assertEquals(1, run("", "/nothing/there.csv"));
    assertEquals("headroom: /nothing/there.csv (No such file or directory)", text(err).strip());
  }

  @Test
  void helpIsAPageOfItsOwn() {
    assertEquals(0, run("", "--help"));
    assertTrue(text(out).startsWith("usage: java -jar headroom-agent.jar backtest FILE|- "));
    assertFalse(text(out).contains("otel."));
  }

  private static String header() {
    return history(15, 0, 0, 0);
  }

  /** Returns the warnings for a history that ends with the kill. */
  private String warnings(String history) {
    out.reset();
    assertEquals(0, backtest(history, "--json", "--killed"), () -> text(err));
    String output = text(out);
    return output.substring(output.indexOf("\"headroom\": "), output.indexOf("\"rules\": "));
  }

  private List<String> headroomCounts() {
    List<String> counts = new ArrayList<>();
    String output = text(out);
    for (int at = output.indexOf("\"headroom\": {"); at >= 0; ) {
      counts.add(value(output, output.indexOf("\"count\": ", at)));
      at = output.indexOf("\"headroom\": {", at + 1);
    }
    return counts;
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    String output = text(out);
    for (int at = output.indexOf("{\"name\": "); at >= 0; ) {
      String value = value(output, at + 1);
      if (!value.contains("limit")) {
        names.add(value);
      }
      at = output.indexOf("{\"name\": ", at + 1);
    }
    return names;
  }

  private String lifeRows() {
    String output = text(out);
    return value(output, output.indexOf("\"rows\": ", output.indexOf("\"ended\"")));
  }

  /** Returns the value of the first field of that name after the given names. */
  private String field(String path) {
    String output = text(out);
    int at = output.indexOf("\"lives\"");
    if (path.equals("bad_rows")) {
      at = 0;
    }
    for (String name : path.split("\\.", 0)) {
      at = output.indexOf("\"" + name + "\": ", at);
      assertTrue(at >= 0, () -> path + " in " + output);
    }
    return value(output, at);
  }

  private List<String> all(String name) {
    List<String> found = new ArrayList<>();
    String output = text(out);
    for (int at = output.indexOf("\"" + name + "\": "); at >= 0; ) {
      found.add(value(output, at));
      at = output.indexOf("\"" + name + "\": ", at + 1);
    }
    return found;
  }

  private static String value(String output, int name) {
    int from = output.indexOf(": ", name) + 2;
    int to = from;
    boolean quoted = output.charAt(from) == '"';
    if (quoted) {
      to++;
      while (output.charAt(to) != '"') {
        to += output.charAt(to) == '\\' ? 2 : 1;
      }
      return output.substring(from, to + 1);
    }
    while (",}]".indexOf(output.charAt(to)) < 0) {
      to++;
    }
    return output.substring(from, to);
  }

  private String after(String text) {
    String output = text(out);
    return output.substring(output.indexOf(text) + text.length());
  }

  private int backtest(String history, String... options) {
    String[] arguments = new String[options.length + 1];
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[0] = "-";
    return run(history, arguments);
  }

  private int run(String history, String... arguments) {
    InputStream in = new ByteArrayInputStream(history.getBytes(StandardCharsets.UTF_8));
    return Backtest.run(
        arguments,
        in,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
