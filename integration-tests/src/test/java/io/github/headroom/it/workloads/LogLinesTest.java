package io.github.headroom.it.workloads;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LogLinesTest {

  private static final Launch LAUNCH = Launch.without(Path.of("/tmp/a"), null);

  @Test
  void timesPortsAndIdsMakeNoDifference() {
    assertEquals(
        List.of(),
        lines("2026-11-25 10:00:01,123 INFO listens on 127.0.0.1:8080 as 3f2a9c1b in 12 ms")
            .difference(
                lines(
                    "2026-11-26 11:10:21,7 INFO listens on 127.0.0.1:39001 as 0a1b2c3d in 9 ms")));
  }

  @Test
  void kafkasIdsMakeNoDifference() {
    assertEquals(
        List.of(),
        lines("topic ID osKoVfNYRoCLQSqDNvCxGA, member 9c5f0bb2-2bd3-4e34-9fd1-0a6c59b0c6b1")
            .difference(
                lines(
                    "topic ID B-qBWNIbRmm_NYviNLPww0, member 1b5f0bb2-ffff-4e34-9fd1-aaaaaaaaaaaa")));
  }

  @Test
  void coloursMakeNoDifference() {
    assertEquals(
        List.of(), lines("\u001b[0mstopped").difference(lines("\u001b[0m\u001b[31mstopped")));
  }

  @Test
  void theAgentsOwnLinesMakeNoDifference() {
    assertEquals(List.of(), lines("one").difference(lines("[headroom] INFO here", "one")));
  }

  @Test
  void theAgentsOwnLinesAreSoAfterTheColourOfAnother() {
    assertEquals(List.of(), lines("one").difference(lines("one", "\u001b[0m[headroom] INFO here")));
    assertEquals(
        "[headroom] WARN here", LogLines.complaints("one\n\u001b[0m[headroom] WARN here\n"));
  }

  @Test
  void theOrderMakesNoDifference() {
    assertEquals(List.of(), lines("one", "other").difference(lines("other", "one")));
  }

  @Test
  void anAdditionalLineIsPrintedWithAPlus() {
    assertEquals(List.of("+ WARN this"), lines("one").difference(lines("one", "WARN this")));
  }

  @Test
  void aMissingLineIsPrintedWithAMinus() {
    assertEquals(List.of("- one"), lines("one").difference(lines()));
  }

  @Test
  void aLineTwiceIsMoreThanOnce() {
    assertEquals(List.of("+ one"), lines("one").difference(lines("one", "one")));
  }

  @Test
  void unsteadyLinesAreLeftOut() {
    assertEquals(1, lines("one", "progress 5").count());
  }

  @Test
  void theDirectoryIsLeftOut() {
    Launch other = Launch.without(Path.of("/tmp/b"), null);
    assertEquals(
        List.of(),
        lines("in /tmp/a/data").difference(LogLines.of("in /tmp/b/data", other, List.of())));
  }

  @Test
  void theAgentComplainsAboveInfoOnly() {
    assertEquals(
        "[headroom] WARN this",
        LogLines.complaints("[headroom] INFO here\n[headroom] WARN this\nWARN that\n"));
  }

  private static LogLines lines(String... lines) {
    return LogLines.of(
        String.join("\n", lines), LAUNCH, List.of(Pattern.compile("^progress [0-9]+$")));
  }
}
