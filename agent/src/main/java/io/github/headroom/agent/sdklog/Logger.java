package io.github.headroom.agent.sdklog;

import org.jspecify.annotations.Nullable;

/**
 * Stands in for java.util.logging.Logger in the relocated OpenTelemetry classes, so that they do
 * not initialise the LogManager before the application has chosen its own (WFLYLOG0078). Has what
 * those classes call and no more; a test holds the shaded jar to it.
 */
public final class Logger {

  private static final Logger ONLY = new Logger();

  private Logger() {}

  /** The same for every name: the agent's log has one level for all. */
  public static Logger getLogger(String name) {
    return ONLY;
  }

  public boolean isLoggable(Level level) {
    return LoggingSink.isLogged(level);
  }

  public void log(Level level, String text) {
    LoggingSink.write(level, text, null);
  }

  public void log(Level level, String text, @Nullable Throwable thrown) {
    LoggingSink.write(level, text, thrown);
  }

  public void severe(String text) {
    log(Level.SEVERE, text);
  }

  public void warning(String text) {
    log(Level.WARNING, text);
  }

  public void info(String text) {
    log(Level.INFO, text);
  }

  public void fine(String text) {
    log(Level.FINE, text);
  }
}
