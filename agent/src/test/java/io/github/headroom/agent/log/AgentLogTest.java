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
    CapturedLog logged = new CapturedLog();
    logged.log().warn("memory.max: not published");
    assertEquals(
        "[headroom] WARN memory.max: not published" + System.lineSeparator(), logged.text());
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
    CapturedLog logged = new CapturedLog();
    logged.log().info("not yet");
    logged.log().setLevel(AgentLog.Level.INFO);
    logged.log().info("now");
    assertEquals(List.of("[headroom] INFO now"), logged.lines());
  }

  @Test
  void theSameCauseIsLoggedOnce() {
    CapturedLog logged = new CapturedLog();
    logged.log().warnOnce("nmt", "first");
    logged.log().warnOnce("nmt", "second");
    logged.log().warnOnce("psi", "another cause");
    assertEquals(List.of("[headroom] WARN first", "[headroom] WARN another cause"), logged.lines());
  }

  @Test
  void aCauseBelowTheLevelIsLoggedOnceTheLevelAllowsIt() {
    CapturedLog logged = new CapturedLog(AgentLog.Level.ERROR);
    logged.log().warnOnce("nmt", "kept back");
    logged.log().setLevel(AgentLog.Level.WARN);
    logged.log().warnOnce("nmt", "logged");
    assertEquals(List.of("[headroom] WARN logged"), logged.lines());
  }

  @Test
  void causesWithoutEndDoNotFillTheLog() {
    CapturedLog logged = new CapturedLog();
    for (int i = 0; i < 10_000; i++) {
      logged.log().warnOnce("cause " + i, "text");
    }
    assertEquals(256, logged.lines().size());
  }

  @Test
  void aFailureNamesWhatWasThrownWithoutItsStackTrace() {
    CapturedLog logged = new CapturedLog();
    logged.log().failure("export", "an export failed", new IllegalStateException("no route"));
    assertEquals(
        List.of("[headroom] WARN an export failed (java.lang.IllegalStateException: no route)"),
        logged.lines());
  }

  @Test
  void aFailureShowsItsStackTraceAtDebugLevel() {
    CapturedLog logged = new CapturedLog(AgentLog.Level.DEBUG);
    logged.log().failure("export", "an export failed", new IllegalStateException("no route"));
    assertTrue(
        logged.text().contains("[headroom] DEBUG     at " + AgentLogTest.class.getName()),
        logged::text);
  }

  @Test
  void aFailureOfAnotherClassIsAnotherCause() {
    CapturedLog logged = new CapturedLog();
    logged.log().failure("export", "failed", new IllegalStateException("a"));
    logged.log().failure("export", "failed", new IllegalStateException("b"));
    logged.log().failure("export", "failed", new OutOfMemoryError("c"));
    assertEquals(2, logged.lines().size(), logged::text);
  }

  @Test
  void aFailureThatCannotBeLoggedDoesNotThrow() {
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
    assertTrue(log.isLogged(AgentLog.Level.ERROR));
    assertTrue(log.isLogged(AgentLog.Level.WARN));
    assertFalse(log.isLogged(AgentLog.Level.INFO));
  }

  private static List<String> everything(AgentLog.Level level) {
    CapturedLog logged = new CapturedLog(level);
    logged.log().error("e");
    logged.log().warn("w");
    logged.log().info("i");
    logged.log().debug("d");
    return logged.lines().stream().map(line -> line.replace("[headroom] ", "")).toList();
  }
}
