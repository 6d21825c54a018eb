package io.github.headroom.agent.report;

import static io.github.headroom.agent.report.RecordedLife.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.derive.Remedy;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.xml.sax.InputSource;

@Execution(ExecutionMode.CONCURRENT)
class ReportTest {

  @TempDir Path directory;

  @BeforeEach
  void aContainerThatGrewToItsEnd() throws IOException {
    String command = "command=shop.Main<&\"\n";
    try (RecordedLife life = new RecordedLife(file(), 1 << 20, Path.of("/nothing-here"), command)) {
      for (int i = 0; i < 100; i++) {
        life.tick((509L + 5L * i) * MIB);
      }
    }
  }

  @Test
  void theTextHasTheEndItsEvidenceAndTheVerdict() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ReportText.print(file(), summary(), new PrintStream(out, true, StandardCharsets.UTF_8));
    String text = out.toString(StandardCharsets.UTF_8);

    assertTrue(text.contains("\nended     oom_kill (likely)\n"), text);
    assertTrue(text.contains("\nverdict   growing\n"), text);
    assertTrue(
        text.contains("at the last record 20.0 MiB of headroom were left of 1024 MiB"), text);
    assertTrue(text.contains(" to 2023-11-14T22:14:59Z, 102 records\n"), text);
    assertTrue(text.contains("2023-11-14T22:13:20Z the limit is 1024 MiB\n"), text);
  }

  @Test
  void aRecordingWithoutRecordsEndsWhenItBegan() throws IOException {
    Path empty = directory.resolve("3-3.headroom");
    RecordingFile.create(empty, 1 << 20, "started=1700000000000\n").close();
    RecordingSummary summary = RecordingSummary.of(empty, Path.of("/nothing-here"), false);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ReportText.print(empty, summary, new PrintStream(out, true, StandardCharsets.UTF_8));
    String text = out.toString(StandardCharsets.UTF_8);

    assertTrue(text.contains(" to 2023-11-14T22:13:20Z, 0 records\n"), text);
    assertFalse(text.contains("1970"), text);
    assertFalse(ReportJson.of(summary).contains("1970"), ReportJson.of(summary));
    assertFalse(ReportPage.of(summary).contains("1970"));
  }

  @Test
  void aRecordingWithoutItsStartHasNoTimes() throws IOException {
    Path empty = directory.resolve("3-3.headroom");
    RecordingFile.create(empty, 1 << 20, "agent=1\n").close();
    RecordingSummary summary = RecordingSummary.of(empty, Path.of("/nothing-here"), false);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ReportText.print(empty, summary, new PrintStream(out, true, StandardCharsets.UTF_8));

    assertTrue(out.toString(StandardCharsets.UTF_8).contains("not known to not known, 0 records"));
    assertTrue(ReportJson.of(summary).contains("\"ended\": null"), ReportJson.of(summary));
    assertFalse(ReportPage.of(summary).contains("1970"));
  }

  @Test
  void theCauseIsThatOfTheCulpritAsItWasFoundLast() throws IOException {
    Path with = directory.resolve("3-3.headroom");
    try (RecordedLife life = new RecordedLife(with, 1 << 20)) {
      for (int i = 0; i < 100; i++) {
        life.tick((509L + 5L * i) * MIB);
        if (i == 50) {
          life.cause("native_other: malloc arenas 9 -> 20");
        } else if (i == 80) {
          life.cause("native_other: malloc arenas 9 -> 61 <&");
        } else if (i == 90) {
          life.cause("thread_stacks: 'a-#' 2 -> 3 threads");
        }
      }
    }
    RecordingSummary summary = RecordingSummary.of(with, Path.of("/nothing-here"), false);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ReportText.print(with, summary, new PrintStream(out, true, StandardCharsets.UTF_8));
    String text = out.toString(StandardCharsets.UTF_8);
    assertEquals("native_other", summary.culprit().word());
    assertTrue(text.contains("\ncause     native_other: malloc arenas 9 -> 61 <&\n"), text);
    String json = ReportJson.of(summary);
    assertTrue(json.contains("\"cause\": \"native_other: malloc arenas 9 -> 61 <&\""), json);
    String page = ReportPage.of(summary);
    String grew = "Native memory outside the JVM: malloc arenas 9 -&gt; 61 &lt;&amp;";
    assertTrue(page.contains("<li>" + grew + "</li>") && page.contains("<p>" + grew), page);
    assertTrue(text.contains("Z native_other: malloc arenas 9 -> 61 <&\n"), text);
  }

  @Test
  void theCauseOfAGrowthThatIsOverForAMinuteIsForgotten() throws IOException {
    Path with = directory.resolve("4-4.headroom");
    try (RecordedLife life = new RecordedLife(with, 4 << 20)) {
      for (int i = 0; i < 200; i++) {
        life.tick(ForecastFigures.jvm(100 + 3 * i).build());
      }
      life.cause("native_other: malloc arenas 9 -> 20");
      assertEquals("native_other: malloc arenas 9 -> 20", summary(with).cause());
      for (int i = 0; i < 200; i++) {
        life.tick(ForecastFigures.jvm(100).build());
      }
    }
    assertEquals("native_other", summary(with).culprit().word());
    assertEquals("", summary(with).cause());
  }

  @Test
  void theCauseOfGrowthThatHadNoWarningIsForgottenAsWell() throws IOException {
    Path with = directory.resolve("4-5.headroom");
    try (RecordedLife life = new RecordedLife(with, 4 << 20)) {
      life.tick(ForecastFigures.jvm(100).build());
      life.cause("native_other: malloc arenas 9 -> 20");
      for (int i = 0; i < 50; i++) {
        life.tick(ForecastFigures.jvm(700).build());
      }
      assertEquals("native_other: malloc arenas 9 -> 20", summary(with).cause());
      for (int i = 0; i < 50; i++) {
        life.tick(ForecastFigures.jvm(700).build());
      }
    }
    assertEquals("", summary(with).cause());
  }

  @Test
  void whatANettyHidesIsNoGrowthOnceItIsFound() throws IOException {
    Path with = directory.resolve("5-5.headroom");
    try (RecordedLife life = new RecordedLife(with, 1 << 20)) {
      for (int i = 0; i < 100; i++) {
        SampleBuilder jvm = ForecastFigures.jvm(400 + i);
        life.tick((i < 50 ? jvm : jvm.with(Field.NETTY_HIDDEN, (300 + i) * MIB)).build());
      }
    }
    RecordingSummary summary = summary(with);
    assertEquals(40 * MIB, summary.ledger().grown(MemoryArea.DIRECT_BUFFERS));
    assertEquals(0, summary.ledger().grown(MemoryArea.NATIVE_OTHER));
  }

  @Test
  void areasAreComparedWithTheFirstPassThatKnowsThem() throws IOException {
    RecordingSummary summary = heapThatIsKnownFrom(15);
    assertEquals(70 * MIB, summary.ledger().grown(MemoryArea.JAVA_HEAP));
    assertEquals(79, summary.ledger().seconds());
    assertEquals(MemoryArea.JAVA_HEAP, summary.ledger().grewMost());
  }

  @Test
  void growthOfAnAreaThatOnlyTheLastPassKnowsIsNotReported() throws IOException {
    RecordingSummary summary = heapThatIsKnownFrom(85);
    assertNull(summary.ledger().grown(MemoryArea.JAVA_HEAP));
    assertEquals(99, summary.ledger().seconds());
    String text = text(summary);
    assertTrue(text.lines().anyMatch("java_heap            190 MiB"::equals), text);
  }

  /** 100 ticks, of which each tenth is a full pass. The heap grows by 1 MiB a tick. */
  private RecordingSummary heapThatIsKnownFrom(int tick) throws IOException {
    Path with = directory.resolve("6-6.headroom");
    try (RecordedLife life = new RecordedLife(with, 1 << 20)) {
      for (int i = 0; i < 100; i++) {
        long heap = (100 + i) * MIB;
        SampleBuilder jvm = ForecastFigures.jvm(100).with(Field.USAGE, heap + 100 * MIB);
        jvm.with(Field.ANON, heap + 100 * MIB).with(Field.RSS_ANON, heap + 100 * MIB);
        for (Field field : List.of(Field.HEAP_RESIDENT, Field.HEAP_USED, Field.HEAP_COMMITTED)) {
          jvm = i < tick ? jvm.with(field, State.ABSENT) : jvm.with(field, heap);
        }
        life.tick(jvm.build());
      }
    }
    return summary(with);
  }

  private static String text(RecordingSummary summary) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Path file = Path.of("6-6.headroom");
    ReportText.print(file, summary, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static RecordingSummary summary(Path recording) throws IOException {
    return RecordingSummary.of(recording, Path.of("/nothing-here"), false);
  }

  @Test
  void theAdviceForALifeOfAnHourIsTheSizeThatFits() throws IOException {
    Path steady = directory.resolve("2-2.headroom");
    try (RecordedLife life = new RecordedLife(steady, 4 << 20)) {
      for (int i = 0; i <= 3610; i++) {
        life.tick(400 * MIB);
      }
    }

    RecordingSummary summary = RecordingSummary.of(steady, Path.of("/nothing-here"), true);

    String size = "of what was seen in 1 h, 540 MiB is the smallest limit that would have held";
    assertEquals(List.of(size), Advice.of(summary));
    String json = ReportJson.of(summary);
    assertTrue(json.contains("\"advice\": [\"" + size + "\"]"), json);
    assertTrue(json.contains("headroom.sizing.limit"), json);
    assertTrue(ReportPage.of(summary).contains(size.substring(1)));
  }

  /** The size that was seen is the one that was too small. */
  @Test
  void afterAnEndOfAFullHeapTheAdviceIsALargerOne() throws IOException {
    Path full = directory.resolve("2-2.headroom");
    String flags = "flags=-XX:+ExitOnOutOfMemoryError\n";
    try (RecordedLife life = new RecordedLife(full, 4 << 20, Path.of("/nothing-here"), flags)) {
      for (int i = 0; i <= 3610; i++) {
        life.tick(400 * MIB);
      }
      life.tick(
          new SampleBuilder(life.sample(400 * MIB, 0)).with(Field.HEAP_USED, 255 * MIB).build());
    }

    RecordingSummary summary = RecordingSummary.of(full, Path.of("/nothing-here"), false);

    assertEquals(Exit.CRASH, summary.ending.exit());
    assertEquals(
        List.of(
            "the Java heap was full, at 256 MiB: it needs a larger -Xmx, or less must live in it"
                + " (-XX:+HeapDumpOnOutOfMemoryError shows what does)"),
        Advice.of(summary));
  }

  @Test
  void anEndByTheAgentBeforeAKillHasTheAdviceAndTheCulpritOfAKill() throws IOException {
    Path ended = directory.resolve("2-2.headroom");
    try (RecordedLife life = new RecordedLife(ended, 1 << 20)) {
      for (int i = 0; i < 100; i++) {
        life.tick((509L + 5L * i) * MIB);
      }
      life.termination().watchedShutdown().shutdownEnded();
    }

    RecordingSummary summary = RecordingSummary.of(ended, Path.of("/nothing-here"), false);

    assertEquals(Exit.TERMINATED, summary.ending.exit());
    assertEquals(List.of(Remedy.of(MemoryArea.NATIVE_OTHER, summary.last)), Advice.of(summary));
    String page = ReportPage.of(summary);
    assertTrue(page.contains("<b>Culprit: native memory outside the JVM</b></h1>"), page);
  }

  /** The forecast names nothing: what grew most is the culprit. */
  @Test
  void anEndByTheAgentHasACulpritWithoutAForecastOfTheLastMinutes() throws IOException {
    Path spike = directory.resolve("2-2.headroom");
    try (RecordedLife life = new RecordedLife(spike, 1 << 20)) {
      life.full(400 * MIB).full(900 * MIB);
      life.termination().watchedShutdown().shutdownEnded();
    }

    RecordingSummary summary = RecordingSummary.of(spike, Path.of("/nothing-here"), false);

    assertEquals(MemoryArea.NATIVE_OTHER, summary.culprit());
  }

  /** An hour, by whoever sets it right: what took 100 s has taken 100 s. */
  @Test
  void aClockThatIsSetBackChangesTheLabelsAndNothingElse() throws IOException {
    Path set = directory.resolve("2-2.headroom");
    try (RecordedLife life = new RecordedLife(set, 1 << 20)) {
      for (int i = 0; i < 100; i++) {
        life.tick((509L + 5L * i) * MIB);
        life.setClock(i == 50 ? -3_600_000 : 0);
      }
    }

    RecordingSummary summary = RecordingSummary.of(set, Path.of("/nothing-here"), false);

    assertEquals(summary().ledger().seconds(), summary.ledger().seconds());
    assertEquals(summary().culprit(), summary.culprit());
    String chart = Chart.wide(summary.points, summary.timeline);
    assertEquals(points(Chart.wide(summary().points, summary().timeline)), points(chart));
    assertTrue(chart.contains(">22:13:20Z<"), chart);
    assertTrue(chart.contains(">21:14:59Z<"), chart);
  }

  private static List<String> points(String chart) {
    return Pattern.compile("points=\"[^\"]*\"")
        .matcher(chart)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void theNewestEndedRecordingOfADirectoryIsReportedAndTheRunningOneNamed() throws IOException {
    Path running = directory.resolve("2-2.headroom");
    try (RecordedLife life = new RecordedLife(running, 1 << 20)) {
      life.tick(500 * MIB);
      RecordedLives lives = RecordedLives.of(List.of(running, file()), Path.of("/nothing-here"));

      assertEquals(file(), lives.newestEnded());
      assertEquals(List.of(running), lives.runningBeside(file()));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ReportText.print(
          file(),
          lives.summary(file()),
          lives.runningBeside(file()),
          new PrintStream(out, true, StandardCharsets.UTF_8));
      assertTrue(
          out.toString(StandardCharsets.UTF_8).contains("\nrunning   " + running + "\n"),
          out.toString(StandardCharsets.UTF_8));
      assertTrue(
          ReportJson.of(file(), lives.summary(file()), List.of(running))
              .contains("\"running\": [\"" + running + "\"]"));
    }
  }

  @Test
  void theRecordingThatEndedLastIsReported() throws IOException {
    Path later = directory.resolve("2-2.headroom");
    try (RecordedLife life = new RecordedLife(later, 1 << 20)) {
      life.tick(500 * MIB);
    }
    RecordedLives lives = RecordedLives.of(List.of(later, file()), Path.of("/nothing-here"));

    assertEquals(file(), lives.newestEnded());
    assertEquals(List.of(file(), later), lives.files());
  }

  @Test
  void whereAllRunTheNewestIsReported() throws IOException {
    Path running = directory.resolve("2-2.headroom");
    try (RecordedLife life = new RecordedLife(running, 1 << 20)) {
      life.tick(500 * MIB);
      RecordedLives lives = RecordedLives.of(List.of(running), Path.of("/nothing-here"));

      assertEquals(running, lives.newestEnded());
      assertEquals(List.of(), lives.runningBeside(running));
    }
  }

  @Test
  void aDamagedOneIsNamedAndTheOthersAreReported() throws IOException {
    Path damaged = Files.write(directory.resolve("3-3.headroom"), new byte[100]);
    RecordedLives lives = RecordedLives.of(List.of(damaged, file()), Path.of("/nothing-here"));

    assertEquals(file(), lives.newestEnded());
    assertEquals(
        List.of(damaged + ": not a recording: expected it to begin with HEADROOM"),
        lives.problems());
  }

  @Test
  void eachOfAllHasALine() throws IOException {
    Path running = directory.resolve("2-2.headroom");
    try (RecordedLife life = new RecordedLife(running, 1 << 20)) {
      life.tick(500 * MIB);
      List<Path> files = List.of(running, file());
      RecordedLives lives = RecordedLives.of(files, Path.of("/nothing-here"));
      List<RecordingSummary> summaries = List.of(lives.summary(running), lives.summary(file()));

      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int i = 0; i < 2; i++) {
        ReportText.printLine(
            files.get(i), summaries.get(i), new PrintStream(out, true, StandardCharsets.UTF_8));
      }
      List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
      assertEquals(2, lines.size(), lines::toString);
      assertTrue(lines.get(0).contains("  running  "), lines::toString);
      assertTrue(
          lines.get(1).startsWith("2023-11-14T22:14:59Z  oom_kill (likely)  verdict growing"),
          lines::toString);
      assertTrue(lines.get(1).endsWith("  " + file()), lines::toString);
      String json = ReportJson.of(files, summaries);
      assertTrue(json.startsWith("{\"recordings\": [{\"file\": \"" + running), json);
      assertTrue(json.contains("\"exit\": null"), json);
      assertTrue(json.contains("\"exit\": \"oom_kill\""), json);
      assertTrue(json.endsWith("\"}]}"), json);
    }
  }

  @Test
  void aRecordingThatMayBeRunningIsReportedAsSuch() throws IOException {
    RecordingSummary summary =
        RecordingSummary.of(file(), Path.of("/nothing-here"), Life.UNDECIDED);

    assertEquals("not known: the JVM may be running", ReportText.ending(summary));
    assertTrue(ReportJson.of(summary).startsWith("{\"exit\": \"unknown\""), ReportJson.of(summary));
  }

  @Test
  void theJsonIsOfTheDocumentedShape() throws IOException {
    String json = ReportJson.of(summary());

    assertTrue(json.startsWith("{\"exit\": \"oom_kill\", \"certainty\": \"likely\", "), json);
    assertTrue(json.contains("\"verdict\": \"growing\", \"evidence\": [\"headroom was"), json);
    assertTrue(json.contains("\"started\": \"2023-11-14T22:13:20Z\", \"ended\": \"2023-"), json);
    assertTrue(
        json.contains(
            "\"last\": [{\"name\": \"container.memory.usage\", \"unit\": \"By\","
                + " \"attributes\": {}, \"value\": "),
        json);
    assertTrue(json.endsWith("]}"), json);
  }

  @Test
  void nobodyIsBlamedWhereAllThatGrewDidSoAfterTheLastLedger() throws IOException {
    Path spike = directory.resolve("2-2.headroom");
    try (RecordedLife life = new RecordedLife(spike, 1 << 20)) {
      life.tick(500 * MIB).tick(1020 * MIB);
    }

    RecordingSummary summary = RecordingSummary.of(spike, Path.of("/nothing-here"), false);

    assertEquals("oom_kill", summary.ending.exit().word());
    assertNull(summary.culprit());
  }

  @Test
  void theAreaThatGrewMostIsTheCulpritWithoutAForecast() throws IOException {
    Path spike = directory.resolve("2-2.headroom");
    try (RecordedLife life = new RecordedLife(spike, 1 << 20)) {
      life.tick(500 * MIB).full(900 * MIB).tick(1020 * MIB);
    }

    RecordingSummary summary = RecordingSummary.of(spike, Path.of("/nothing-here"), false);

    assertEquals("oom_kill", summary.ending.exit().word());
    assertNotNull(summary.culprit());
  }

  @Test
  void aRunningJvmHasNoEnd() throws IOException {
    String json = ReportJson.of(RecordingSummary.of(file(), Path.of("/nothing-here"), true));

    assertTrue(json.startsWith("{\"exit\": null, \"certainty\": null, "), json);
    assertTrue(json.contains("\"ended\": null"), json);
  }

  @Test
  void thePageIsWellFormedNeedsNothingElseAndTakesNoWordForMarkup() throws Exception {
    String page = ReportPage.of(summary());

    assertTrue(
        page.contains("<title>shop.Main&lt;&amp;&quot;: Killed by the OOM killer (likely)<"), page);
    assertTrue(page.contains("Culprit: native memory outside the JVM</b>"), page);
    assertTrue(page.contains("<polyline"), page);
    assertFalse(page.contains("http"), page);
    String svg = page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + 6);
    assertEquals(
        "svg",
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)))
            .getDocumentElement()
            .getTagName());
  }

  private Path file() {
    return directory.resolve("1-1.headroom");
  }

  private RecordingSummary summary() throws IOException {
    return RecordingSummary.of(file(), Path.of("/nothing-here"), false);
  }
}
