package io.github.headroom.agent.log;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code [headroom] LEVEL text} lines to one stream. A line with a cause is written once per
 * cause.
 *
 * <p>Every text becomes one line of printable characters, so no text can forge a second line that
 * begins with {@code [headroom]}. A caller that puts text from outside into a line shortens it with
 * {@link Printable}, so that the agent's own words are not cut.
 *
 * <p>The log does not use java.util.logging: WildFly does not start (WFLYLOG0078) when
 * java.util.logging is initialised before the application has set its own LogManager.
 */
public final class AgentLog {

  /** How much is logged. Each level includes those before it. */
  public enum Level {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /**
   * The number of distinct causes remembered. Beyond it no new cause is logged, so memory stays
   * bounded.
   */
  private static final int MAX_CAUSES = 256;

  /** The longest line, in characters: the agent's words and two paths of Linux's longest. */
  private static final int MOST_OF_LINE = 10_000;

  /** The most frames of a stack trace. */
  private static final int MOST_FRAMES = 60;

  private static final int MOST_THROWN = 5;

  private final PrintStream out;
  private final Set<String> logged = new HashSet<>();
  private volatile Level level;

  public AgentLog(PrintStream out, Level level) {
    this.out = out;
    this.level = level;
  }

  public void setLevel(Level level) {
    this.level = level;
  }

  public boolean isLogged(Level wanted) {
    return wanted.compareTo(level) <= 0;
  }

  public void error(String text) {
    write(Level.ERROR, text, null);
  }

  public void warn(String text) {
    write(Level.WARN, text, null);
  }

  public void info(String text) {
    write(Level.INFO, text, null);
  }

  public void debug(String text) {
    write(Level.DEBUG, text, null);
  }

  /** Writes the text unless this cause was logged before. See {@link #warnOnce}. */
  public void once(Level at, String cause, String text) {
    once(at, cause, text, null);
  }

  /** As {@link #warnOnce(String, String, Throwable)}, without an exception. */
  public void warnOnce(String cause, String text) {
    warnOnce(cause, text, null);
  }

  /**
   * Warns unless this cause was logged before. The stack trace is written at debug level only.
   *
   * @param cause a name from the agent's code. It is kept in memory, so it is never text from
   *     outside
   * @return whether the line was written
   */
  public boolean warnOnce(String cause, String text, @Nullable Throwable thrown) {
    return once(Level.WARN, cause, text, thrown);
  }

  private boolean once(Level at, String cause, String text, @Nullable Throwable thrown) {
    if (!isLogged(at) || !first(cause)) {
      return false;
    }
    write(at, text, thrown);
    return true;
  }

  /** Logs an exception, once per cause. Never throws, even when there is no memory for the line. */
  public void failure(String cause, String text, Throwable thrown) {
    failure(Level.WARN, cause, text, thrown);
  }

  /**
   * As {@link #failure(String, String, Throwable)}, at another level. Builds no text when that
   * level is not logged.
   */
  public void failure(Level at, String cause, String text, Throwable thrown) {
    if (!isLogged(at)) {
      return;
    }
    try {
      String kind = Printable.piece(thrown.getClass().getName());
      once(at, cause + kind, text + " (" + Printable.thrown(thrown) + ")", thrown);
    } catch (Throwable again) { // OutOfMemoryError while the application's heap is full
      // The line cannot be written. The caller tries the failed work again anyway.
    }
  }

  private boolean first(String cause) {
    synchronized (logged) {
      return logged.size() < MAX_CAUSES && logged.add(cause);
    }
  }

  private void write(Level at, String text, @Nullable Throwable thrown) {
    if (!isLogged(at)) {
      return;
    }
    // Print each line with one call: two calls could mix with the application's own lines.
    out.print(line(at, text));
    if (thrown != null && isLogged(Level.DEBUG)) {
      stackTrace(thrown);
    }
    out.flush();
  }

  private static String line(Level level, String text) {
    String printable = Printable.cut(text, MOST_OF_LINE);
    return "[headroom] " + level + " " + printable + System.lineSeparator();
  }

  /**
   * Replaces printStackTrace: a message may hold line ends, and an exception may override the
   * method.
   */
  private void stackTrace(Throwable thrown) {
    Throwable next = thrown;
    for (int i = 0; next != null && i < MOST_THROWN; i++) {
      out.print(line(Level.DEBUG, (i == 0 ? "" : "caused by ") + Printable.thrown(next)));
      StackTraceElement[] frames = next.getStackTrace();
      for (int j = 0; j < frames.length && j < MOST_FRAMES; j++) {
        out.print(line(Level.DEBUG, "    at " + Printable.piece(frames[j].toString())));
      }
      next = next.getCause();
    }
  }
}
