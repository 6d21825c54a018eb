package io.github.headroom.agent.sdklog;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Receives the log lines of the relocated OpenTelemetry classes. It drops them until the entry
 * class sets a log. The lines are about the SDK's own API: no line has text of a server.
 *
 * <p>Static, since static initializers create the loggers that write here.
 */
public final class LoggingSink {

  private static volatile @Nullable AgentLog log;

  private LoggingSink() {}

  public static void to(@Nullable AgentLog log) {
    LoggingSink.log = log;
  }

  /** The agent warns of SEVERE and WARNING; its debug level has everything else. */
  static boolean isLogged(Level level) {
    AgentLog log = LoggingSink.log;
    return log != null
        && log.isLogged(isWarning(level) ? AgentLog.Level.WARN : AgentLog.Level.DEBUG);
  }

  static void write(Level level, String text, @Nullable Throwable thrown) {
    AgentLog log = LoggingSink.log;
    if (log == null) {
      return;
    }
    String cause = Printable.piece(text);
    String line = thrown == null ? cause : cause + " " + Printable.thrown(thrown);
    if (isWarning(level)) {
      log.warnOnce(cause, line, thrown);
    } else {
      log.debug(line);
    }
  }

  private static boolean isWarning(Level level) {
    return level.intValue() >= Level.WARNING.intValue();
  }
}
