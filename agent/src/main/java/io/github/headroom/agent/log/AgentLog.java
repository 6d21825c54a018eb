package io.github.headroom.agent.log;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code [headroom] LEVEL text} lines to one stream, each cause once.
 *
 * <p>Whatever a text holds, it stays one line of printable characters: nobody else writes a line
 * that begins with {@code [headroom]}. Who puts words from outside into a text bounds them by
 * {@link Printable}, so that the agent's own words are not cut.
 *
 * <p>Never java.util.logging: initialising it before the application has set its own LogManager
 * stops WildFly from starting (WFLYLOG0078).
 */
public final class AgentLog {

  /** How much is said; each level includes those before it. */
  public enum Level {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /** Distinct causes remembered; beyond them nothing new is said, so memory stays bounded. */
  private static final int MAX_CAUSES = 256;

  /** Characters of a line: more than our words and two of Linux's longest paths. */
  private static final int MOST_OF_LINE = 10_000;

  /** Of a stack trace. */
  private static final int MOST_FRAMES = 60;

  private static final int MOST_THROWN = 5;

  private final PrintStream out;
  private final Set<String> said = new HashSet<>();
  private volatile Level level;

  public AgentLog(PrintStream out, Level level) {
    this.out = out;
    this.level = level;
  }

  public void setLevel(Level level) {
    this.level = level;
  }

  public boolean says(Level wanted) {
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

  /** Writes the text unless the same cause was told before; see {@link #warnOnce}. */
  public void once(Level at, String cause, String text) {
    once(at, cause, text, null);
  }

  /** As {@link #warnOnce(String, String, Throwable)}, with nothing thrown. */
  public void warnOnce(String cause, String text) {
    warnOnce(cause, text, null);
  }

  /**
   * Warns unless the same cause was warned of before; the stack trace at debug level only.
   *
   * @param cause a name that we give the cause, never a text from outside: it is kept
   * @return whether the line was written
   */
  public boolean warnOnce(String cause, String text, @Nullable Throwable thrown) {
    return once(Level.WARN, cause, text, thrown);
  }

  private boolean once(Level at, String cause, String text, @Nullable Throwable thrown) {
    if (!says(at) || !first(cause)) {
      return false;
    }
    write(at, text, thrown);
    return true;
  }

  /**
   * Says that something was thrown, once a cause; never throws, even without memory for the line.
   */
  public void failure(String cause, String text, Throwable thrown) {
    failure(Level.WARN, cause, text, thrown);
  }

  /** As the other, at another level; where that is not logged, no text is made. */
  public void failure(Level at, String cause, String text, Throwable thrown) {
    if (!says(at)) {
      return;
    }
    try {
      String kind = Printable.piece(thrown.getClass().getName());
      once(at, cause + kind, text + " (" + Printable.thrown(thrown) + ")", thrown);
    } catch (Throwable again) { // OutOfMemoryError while the application has taken the whole heap
      // Not even that could be said; the work that failed is tried again anyway.
    }
  }

  private boolean first(String cause) {
    synchronized (said) {
      return said.size() < MAX_CAUSES && said.add(cause);
    }
  }

  private void write(Level at, String text, @Nullable Throwable thrown) {
    if (!says(at)) {
      return;
    }
    // One print call a line: println in two writes would mix with the application's own lines.
    out.print(line(at, text));
    if (thrown != null && says(Level.DEBUG)) {
      stackTrace(thrown);
    }
    out.flush();
  }

  private static String line(Level level, String text) {
    String printable = Printable.cut(text, MOST_OF_LINE);
    return "[headroom] " + level + " " + printable + System.lineSeparator();
  }

  /** Not printStackTrace: a message may hold line ends, and an exception print what it likes. */
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
