package io.github.headroom.it.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgementTest {

  private static final String SWAP = "6.1-v2-swap-full-killed";
  private static final String CHILD = "6.18-v1-child-killed";
  private static final String LIVES = "6.18-v1-full-heap-lives";
  private static final String THROTTLED = "6.1-v2-high-throttled";
  private static final String OOM_GROUP = "6.1-v2-oom-group-killed";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        SWAP,
        CHILD,
        LIVES,
        THROTTLED,
        OOM_GROUP,
        "6.1-v2-ancestor-killed",
        "6.12-v2-ancestor-killed",
        "6.18-v1-tmpfs-killed",
        "6.18-v1-serial-heap-killed"
      })
  void whatWasCapturedHolds(String name) throws IOException {
    Judgement judgement = Judgement.of(Evidence.read(Captured.original(name)));
    assertEquals(List.of(), judgement.failures());
    assertTrue(judgement.rows().size() > 15, judgement::toString);
  }

  @Test
  void anotherAnonInTheReportFails() throws IOException {
    assertFails(
        copy(SWAP).replace("dmesg", "(?m) anon \\d+$", " anon 100000000"), "rss: the agent");
  }

  @Test
  void anotherAnonRssOfTheProcessFails() throws IOException {
    assertFails(
        copy(SWAP).replace("dmesg", "anon-rss:\\d+kB", "anon-rss:90000kB"), "process.memory.anon");
  }

  @Test
  void anotherUsageFails() throws IOException {
    assertFails(
        copy(SWAP).replace("dmesg", "memory: usage \\d+kB", "memory: usage 90000kB"),
        "container.memory.usage");
  }

  @Test
  void anotherSwapOfTheGroupFails() throws IOException {
    assertFails(
        copy(SWAP).replace("dmesg", "swap: usage \\d+kB", "swap: usage 16000kB"),
        "headroom.container.memory.rss_swap");
  }

  @Test
  void anotherExitStatusFails() throws IOException {
    assertFails(copy(SWAP).replace("scene", "exit=137", "exit=1"), "exit status");
  }

  @Test
  void anotherLimitedGroupFails() throws IOException {
    assertFails(copy(SWAP).replace("scene", "limited=.*", "limited=/other"), "the limit was of");
  }

  @Test
  void aCounterThatKnowsOfNoKillFails() throws IOException {
    assertFails(
        copy(SWAP).replace("files/own/memory.events", "oom_kill 1", "oom_kill 0"),
        "OOM kills in the group");
  }

  @Test
  void aLogWithoutTheKillFails() throws IOException {
    assertFails(copy(SWAP).change("dmesg", text -> ""), "the kernel reports a kill");
  }

  @Test
  void aFigureThatTheKernelDoesNotHaveFails() throws IOException {
    assertFails(
        copy(SWAP).replace("files/own/memory.stat", "(?m)^sock .*\\n", ""),
        "figures of the cgroup that are there");
  }

  @Test
  void anotherEffectiveLimitFails() throws IOException {
    assertFails(copy(SWAP).replace("scene", "(?m)^limit=.*", "limit=100000000"), "limits");
  }

  @Test
  void aProcessOfTheGroupThatIsNotKilledFails() throws IOException {
    assertFails(
        copy(OOM_GROUP).replace("dmesg", "(?m)(.*\\[ +)(589)(\\] .* java)$", "$1$2$3\n$1 77$3"),
        "processes killed");
  }

  @Test
  void aChildsKillThatIsTheJvmsFails() throws IOException {
    long pid = Evidence.read(Captured.original(CHILD)).scene().pid();
    assertFails(
        copy(CHILD).replace("dmesg", "Killed process \\d+", "Killed process " + pid),
        "the JVM is among the killed");
  }

  @Test
  void aKillThatContradictsTheScoresFails() throws IOException {
    long pid = Evidence.read(Captured.original(CHILD)).scene().pid();
    assertFails(
        copy(CHILD).replace("dmesg", ",pid=\\d+,", ",pid=" + pid + ","),
        "the highest score was of: expected the JVM, found another process");
  }

  @Test
  void anotherResidentSetOfTheOtherProcessFails() throws IOException {
    assertFails(
        copy(CHILD).replace("dmesg", "(\\] +0 +\\d+ +\\d+ +)4\\d{4} ", "$120000 "),
        "headroom.oom.score other");
  }

  @Test
  void areasThatDoNotAddUpFail() throws IOException {
    Judgement judgement = Judgement.of(Evidence.read(Captured.original(CHILD)));
    assertTrue(
        judgement.rows().stream().anyMatch(row -> row.figure().equals(LastSample.AREAS)),
        judgement::toString);
    assertFails(
        copy(CHILD).replace("dmesg", "memory: usage \\d+kB", "memory: usage 90000kB"),
        LastSample.AREAS + ": the agent");
  }

  @Test
  void aSceneThatEndedInsteadOfLivingFails() throws IOException {
    assertFails(copy(LIVES).change("scene", text -> text + "\nexit=0\n"), "exit status");
  }

  @Test
  void aLivingSceneWhoseFilesDifferFromThePublishedFiguresFails() throws IOException {
    assertFails(
        copy(LIVES).replace("files/own/memory.usage_in_bytes", "\\d+", "50000000"),
        "container.memory.usage");
  }

  @Test
  void aPageCacheReaderWhoseWorkingSetStaysLowFails() throws IOException {
    assertFails(
        copy(LIVES).replace("scene", "victim=.*", "victim=PageCacheReader"),
        "working set over 0.9 of the limit");
  }

  @Test
  void onTheMultiGenerationalLruOnlyItsUsageIsToBeAtTheLimit() throws IOException {
    Captured reader =
        copy(LIVES).replace("scene", "victim=.*", "victim=PageCacheReader\nlru_gen=true");
    List<String> failures = Judgement.of(reader.read()).failures();
    assertTrue(failures.toString().contains("usage over 0.9 of the limit"), failures::toString);
    assertFalse(failures.toString().contains("working set"), failures::toString);
  }

  @Test
  void aHighThatNeverRoseFails() throws IOException {
    assertFails(
        copy(THROTTLED).replace("files/own/memory.events", "(?m)^high .*", "high 0"),
        "memory.events high has risen");
  }

  @Test
  void nothingButSamplesAfterTheEndFails() throws IOException {
    assertFails(copy(SWAP).replace("scene", "(?m)^ended=.*", "ended=1"), "a sample before the end");
  }

  private Captured copy(String name) throws IOException {
    return Captured.copy(name, directory);
  }

  private static void assertFails(Captured captured, String what) throws IOException {
    Judgement judgement = Judgement.of(captured.read());
    AssertionError error = assertThrows(AssertionError.class, judgement::assertHolds);
    assertTrue(
        judgement.failures().stream().anyMatch(failure -> failure.contains(what)),
        () -> what + " is not among " + error.getMessage());
  }
}
