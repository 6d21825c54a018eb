package io.github.headroom.agent.log;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentLogTest {

  @Test
  void aLineCarriesTheAgentsNameAndTheLevel() {
    CapturedLog said = new CapturedLog();
    said.log().warn("memory.max: not published");
    assertEquals("[headroom] WARN memory.max: not published" + System.lineSeparator(), said.text());
  }

  @Test
  void eachLevelIncludesThoseBeforeIt() {
    assertEquals(List.of(), everything(AgentLog.Level.OFF));
    assertEquals(List.of("ERROR e"), everything(AgentLog.Level.ERROR));
    assertEquals(List.of("ERROR e", "WARN w"), everything(AgentLog.Level.WARN));
    assertEquals(List.of("ERROR e", "WARN w", "INFO i"), everything(AgentLog.Level.INFO));
    assertEquals(
        List.of("ERROR e", "WARN w", "INFO i", "DEBUG d"), everything(AgentLog.Level.DEBUG));
  }

  @Test
  void aLevelSetLaterCountsFromThenOn() {
    CapturedLog said = new CapturedLog();
    said.log().info("not yet");
    said.log().setLevel(AgentLog.Level.INFO);
    said.log().info("now");
    assertEquals(List.of("[headroom] INFO now"), said.lines());
  }

  @Test
  void theSameCauseIsSaidOnce() {
    CapturedLog said = new CapturedLog();
    said.log().warnOnce("nmt", "first");
    said.log().warnOnce("nmt", "second");
    said.log().warnOnce("psi", "another cause");
    assertEquals(List.of("[headroom] WARN first", "[headroom] WARN another cause"), said.lines());
  }

  @Test
  void aCauseThatTheLevelKeptBackIsSaidOnceTheLevelAllowsIt() {
    CapturedLog said = new CapturedLog(AgentLog.Level.ERROR);
    said.log().warnOnce("nmt", "kept back");
    said.log().setLevel(AgentLog.Level.WARN);
    said.log().warnOnce("nmt", "said");
    assertEquals(List.of("[headroom] WARN said"), said.lines());
  }

  @Test
  void causesWithoutEndDoNotFillTheLog() {
    CapturedLog said = new CapturedLog();
    for (int i = 0; i < 10_000; i++) {
      said.log().warnOnce("cause " + i, "text");
    }
    assertEquals(256, said.lines().size());
  }

  @Test
  void aFailureNamesWhatWasThrownWithoutItsStackTrace() {
    CapturedLog said = new CapturedLog();
    said.log().failure("export", "an export failed", new IllegalStateException("no route"));
    assertEquals(
        List.of("[headroom] WARN an export failed (java.lang.IllegalStateException: no route)"),
        said.lines());
  }

  @Test
  void aFailureShowsItsStackTraceAtDebugLevel() {
    CapturedLog said = new CapturedLog(AgentLog.Level.DEBUG);
    said.log().failure("export", "an export failed", new IllegalStateException("no route"));
    assertTrue(
        said.text().contains("[headroom] DEBUG     at " + AgentLogTest.class.getName()),
        said::text);
  }

  @Test
  void aFailureOfAnotherClassIsAnotherCause() {
    CapturedLog said = new CapturedLog();
    said.log().failure("export", "failed", new IllegalStateException("a"));
    said.log().failure("export", "failed", new IllegalStateException("b"));
    said.log().failure("export", "failed", new OutOfMemoryError("c"));
    assertEquals(2, said.lines().size(), said::text);
  }

  @Test
  void aFailureThatCannotEvenBeSaidDoesNotThrow() {
    AgentLog log =
        new AgentLog(new PrintStream(OutputStream.nullOutputStream()), AgentLog.Level.WARN);
    Throwable unsayable =
        new RuntimeException() {
          @Override
          public String getMessage() {
            throw new OutOfMemoryError("Java heap space");
          }
        };
    assertDoesNotThrow(() -> log.failure("export", "failed", unsayable));
  }

  @Test
  void aClosedStreamDoesNotThrow() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    AgentLog log = new AgentLog(new PrintStream(closed), AgentLog.Level.WARN);
    assertDoesNotThrow(() -> log.warn("text"));
  }

  @Test
  void sayingIsAskedWithoutSaying() {
    AgentLog log = new CapturedLog(AgentLog.Level.WARN).log();
    assertTrue(log.says(AgentLog.Level.ERROR));
    assertTrue(log.says(AgentLog.Level.WARN));
    assertFalse(log.says(AgentLog.Level.INFO));
  }

  private static List<String> everything(AgentLog.Level level) {
    CapturedLog said = new CapturedLog(level);
    said.log().error("e");
    said.log().warn("w");
    said.log().info("i");
    said.log().debug("d");
    return said.lines().stream().map(line -> line.replace("[headroom] ", "")).toList();
  }
}
