package io.github.headroom.agent.sdklog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoggingSinkTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Logger logger = Logger.getLogger("io.opentelemetry.Any");

  @AfterEach
  void disconnect() {
    LoggingSink.to(null);
  }

  @Test
  void nothingIsLoggedBeforeThereIsALog() {
    logger.log(Level.SEVERE, "lost");

    assertFalse(logger.isLoggable(Level.SEVERE));
  }

  @Test
  void warningsAreLoggedAndTheRestIsForTheDebugLevel() {
    connect(AgentLog.Level.INFO);
    logger.warning("a warning");
    logger.info("an info");
    logger.fine("a detail");

    assertEquals(List.of("[headroom] WARN a warning"), lines());
    assertTrue(logger.isLoggable(Level.WARNING));
    assertFalse(logger.isLoggable(Level.FINE));
  }

  @Test
  void theSameWarningIsLoggedOnce() {
    connect(AgentLog.Level.INFO);
    logger.warning("API usage issue");
    logger.warning("API usage issue");

    assertEquals(List.of("[headroom] WARN API usage issue"), lines());
  }

  @Test
  void aWarningIsOneShortLine() {
    connect(AgentLog.Level.INFO);
    logger.log(Level.WARNING, "entity\n" + "x".repeat(1000));

    assertTrue(lines().get(0).length() < 250, lines()::toString);
  }

  @Test
  void anotherWarningIsAnotherCause() {
    connect(AgentLog.Level.INFO);
    logger.log(Level.WARNING, "an entity overwrites attributes");
    logger.log(Level.WARNING, "schema URLs differ");

    assertEquals(2, lines().size());
  }

  @Test
  void theLineNamesTheException() {
    connect(AgentLog.Level.INFO);
    logger.log(Level.SEVERE, "not sent.", new IOException("refused"));

    assertEquals(List.of("[headroom] WARN not sent. java.io.IOException: refused"), lines());
  }

  private void connect(AgentLog.Level level) {
    LoggingSink.to(new AgentLog(new PrintStream(written, true, StandardCharsets.UTF_8), level));
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
