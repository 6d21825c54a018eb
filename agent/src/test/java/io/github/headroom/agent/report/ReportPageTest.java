package io.github.headroom.agent.report;

import static io.github.headroom.agent.report.RecordedLife.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.record.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportPageTest {

  @TempDir private Path directory;

  @Test
  void theEndIsFirstThenTheAdviceThenWhatHappenedThenTheFigures() throws IOException {
    String page = page(grown(), Life.ENDED);

    assertInOrder(
        page,
        "<h1>Killed by the OOM killer (likely) <b>Culprit: native memory outside the JVM</b></h1>",
        "<h2>What to change</h2><ul><li>Native memory: start with <code>-XX:NativeMemory",
        "<h2>What happened",
        "<b>Recording begins</b>",
        "<b>Limit</b><p>The limit is 1024 MiB</p>",
        "<b>Growing towards the limit</b><p>",
        "<b>Last record</b><p>20.0 MiB of headroom left of 1024 MiB</p>",
        "<b>Killed by the OOM killer (likely)</b><p>Headroom was as good as used up</p>",
        "<h2>Memory over the whole recording</h2><svg class=\"wide\"",
        "<svg class=\"narrow\"",
        "<h2>Who held the memory</h2>",
        "<tr class=\"culprit\">",
        "Native memory outside the JVM <code>native_other</code>",
        "<summary>How the end is known</summary>",
        "<summary>JVM and container</summary>");
    assertFalse(page.contains("<script"), page);
  }

  /** The first sample is read before the file is made. */
  @Test
  void theRecordingBeginsWithItsFirstSample() throws IOException {
    Path file = directory.resolve("1-1.headroom");
    try (RecordedLife life =
        new RecordedLife(file, 1 << 20, Path.of("/nothing-here"), "started=1700000003000\n")) {
      life.tick(500 * MIB).tick(500 * MIB);
    }

    assertInOrder(
        page(file, Life.ENDED),
        "<time>22:13:20</time><span></span></div><div><b>Recording begins</b>",
        "<time>22:13:20</time>",
        "<b>Limit</b>");
  }

  @Test
  void aJvmThatRunsHasNoEnd() throws IOException {
    String page = page(grown(), Life.RUNNING);

    assertTrue(page.contains("<h1>The JVM is running</h1>"), page);
    assertFalse(page.contains("Killed"), page);
    assertFalse(page.contains("before the end"), page);
    assertTrue(page.contains(" before the last record</span>"), page);
  }

  @Test
  void anEventOfANewerAgentIsShownAsItIs() throws IOException {
    Path file = directory.resolve("1-1.headroom");
    try (RecordedLife life = new RecordedLife(file, 1 << 20)) {
      life.tick(500 * MIB).event(200, "the <cause> is known").tick(510 * MIB);
    }

    String page = page(file, Life.ENDED);

    assertTrue(page.contains("<b>Event</b><p>The &lt;cause&gt; is known</p>"), page);
  }

  /** The clock of the samples may begin anywhere. */
  @Test
  void anEventBeforeTheFirstSampleIsAtItsTime() throws IOException {
    Path file = directory.resolve("1-1.headroom");
    try (RecordedLife life = new RecordedLife(file, 1 << 20)) {
      life.ago(1000).event(Recorder.CGROUP, "moved").tick(500 * MIB).tick(510 * MIB);
    }

    String page = page(file, Life.ENDED);

    assertInOrder(page, "<span>1 s before the end</span>", "<b>Another cgroup</b><p>Moved</p>");
  }

  @Test
  void manyChangesAreFoldedButForTheLast() throws IOException {
    Path file = directory.resolve("1-1.headroom");
    try (RecordedLife life = new RecordedLife(file, 1 << 20)) {
      life.tick(500 * MIB);
      for (int i = 0; i < 20; i++) {
        life.event(Recorder.CGROUP, "place " + i);
      }
    }

    String page = page(file, Life.ENDED);

    assertInOrder(
        page,
        "<summary>7 earlier changes</summary>",
        "<li class=\"day\">2023-11-14</li>",
        "<b>Recording begins</b>",
        "Place 5<",
        "</details>",
        "<li class=\"day\">2023-11-14</li>",
        "Place 6<");
  }

  @Test
  void eachAreaHasANameOfItsOwn() {
    Set<String> names = new HashSet<>();
    for (MemoryArea area : MemoryArea.values()) {
      assertTrue(names.add(ReadableNames.of(area)), area.word());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59.4, 59 s",
    "60, 1 min",
    "217, 3 min 37 s",
    "7500, 2 h 5 min",
    "266400, 3 d 2 h"
  })
  void aDurationHasItsTwoLargestUnits(double seconds, String words) {
    assertEquals(words, ReadableNames.duration(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "direct_buffers grows by 1.90 MiB/s; x, direct byte buffers: growth of 1.90 MiB/s; x",
    "what cannot be reclaimed grows by 2 MiB/s, what cannot be reclaimed grows by 2 MiB/s",
    "gc_tables grows by 2 MiB/s, gc_tables grows by 2 MiB/s"
  })
  void aReasonNamesTheAreaInWords(String evidence, String shown) {
    assertEquals(shown, ReadableNames.reason(evidence));
  }

  @ParameterizedTest
  @CsvSource({"growing, growing towards the limit", "melting, melting", "'', not known"})
  void aVerdictOfANewerAgentKeepsItsWord(String word, String shown) {
    assertEquals(shown, ReadableNames.verdict(word));
  }

  private Path grown() throws IOException {
    Path file = directory.resolve("1-1.headroom");
    try (RecordedLife life = new RecordedLife(file, 1 << 20)) {
      for (int i = 0; i < 100; i++) {
        life.tick((509L + 5L * i) * MIB);
      }
    }
    return file;
  }

  private static String page(Path file, Life life) throws IOException {
    return ReportPage.of(RecordingSummary.of(file, Path.of("/nothing-here"), life));
  }

  private static void assertInOrder(String page, String... parts) {
    int at = -1;
    for (String part : parts) {
      int next = page.indexOf(part, at + 1);
      assertTrue(next > at, () -> part + " is not behind the others in " + page);
      at = next;
    }
  }
}
