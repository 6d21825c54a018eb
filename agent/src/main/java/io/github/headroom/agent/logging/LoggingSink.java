package io.github.headroom.agent.logging;

import io.github.headroom.agent.log.AgentLog;
import org.jspecify.annotations.Nullable;

/**
 * Where the relocated OpenTelemetry classes' log lines go; nowhere until the entry class says so.
 *
 * <p>Static, as the loggers that write here are made in static initialisers.
 */
public final class LoggingSink {

  /** What the SDK's throttle says of itself; here each cause is said once anyway. */
  private static final String THROTTLED = "Too many log messages detected";

  private static volatile @Nullable AgentLog log;

  private LoggingSink() {}

  public static void to(@Nullable AgentLog log) {
    LoggingSink.log = log;
  }

  /** SEVERE and WARNING are warnings of the agent, all else is for its debug level. */
  static boolean says(Level level) {
    AgentLog log = LoggingSink.log;
    return log != null && log.says(isWarning(level) ? AgentLog.Level.WARN : AgentLog.Level.DEBUG);
  }

  static void write(Level level, String text, @Nullable Throwable thrown) {
    AgentLog log = LoggingSink.log;
    if (log == null) {
      return;
    }
    String line = thrown == null ? text : text + " " + thrown;
    if (isWarning(level) && !text.startsWith(THROTTLED)) {
      log.warnOnce(cause(line), line, thrown);
    } else {
      log.debug(line);
    }
  }

  private static boolean isWarning(Level level) {
    return level.intValue() >= Level.WARNING.intValue();
  }

  /**
   * The text without its first number, which in the exporters' lines is the count of points
   * ("Failed to export 134 metrics. Server responded with HTTP status code 503"): it differs from
   * one export to the next, the cause does not.
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
