package io.github.headroom.agent.sdklog;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.LoggedException;
import io.github.headroom.agent.log.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Receives the log lines of the relocated OpenTelemetry classes. It drops them until the entry
 * class sets a log.
 *
 * <p>Static, as the loggers that write here are made in static initialisers.
 */
public final class LoggingSink {

  /** The line of the SDK's own throttle. It is dropped, since each cause is logged once anyway. */
  private static final String THROTTLED = "Too many log messages detected";

  /**
   * Ends the SDK's own words where it quotes a server: {@code . Error message: }, {@code Full error
   * message:}, {@code HTTP status message: }.
   */
  private static final String QUOTES = " message:";

  /**
   * Warnings of the SDK in the life of this JVM: a server chooses among status codes, and is not to
   * use up the log's causes.
   */
  private static final int MOST_WARNINGS = 64;

  private static volatile @Nullable AgentLog log;
  private static int warnings;

  private LoggingSink() {}

  public static void to(@Nullable AgentLog log) {
    LoggingSink.log = log;
    warnings = 0;
  }

  /** SEVERE and WARNING are warnings of the agent, all else is for its debug level. */
  static boolean isLogged(Level level) {
    AgentLog log = LoggingSink.log;
    return log != null
        && log.isLogged(isWarning(level) ? AgentLog.Level.WARN : AgentLog.Level.DEBUG);
  }

  static synchronized void write(Level level, String text, @Nullable Throwable thrown) {
    AgentLog log = LoggingSink.log;
    if (log == null) {
      return;
    }
    if (thrown instanceof LoggedException) {
      return;
    }
    int quote = text.indexOf(QUOTES);
    String own = quote < 0 ? text : text.substring(0, quote + QUOTES.length());
    String line = own;
    if (quote >= 0) {
      line += " " + Printable.piece(text.substring(own.length()).trim());
    }
    if (thrown != null) {
      line += " " + Printable.thrown(thrown);
    }
    if (!isWarning(level) || text.startsWith(THROTTLED)) {
      log.debug(line);
    } else if (warnings < MOST_WARNINGS) {
      String kind = thrown == null ? "" : thrown.getClass().getName();
      if (log.warnOnce(cause(Printable.piece(own)) + kind, line, thrown)) {
        warnings++;
      }
    }
  }

  private static boolean isWarning(Level level) {
    return level.intValue() >= Level.WARNING.intValue();
  }

  /**
   * The SDK's own words without their first number, which in the exporters' lines is the count of
   * points ("Failed to export 134 metrics. Server responded with HTTP status code 503"): it differs
   * from one export to the next, the cause does not.
   */
  static String cause(String text) {
    int start = 0;
    while (start < text.length() && !isDigit(text.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return text.substring(0, start) + text.substring(end);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
