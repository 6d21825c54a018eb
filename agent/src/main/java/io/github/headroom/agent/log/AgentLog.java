package io.github.headroom.agent.log;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code [headroom] LEVEL text} lines to one stream, each cause once.
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

  /** Says the text unless the same cause was told before. */
  public void warnOnce(String cause, String text) {
    if (says(Level.WARN) && first(cause)) {
      write(Level.WARN, text, null);
    }
  }

  /** Says the text unless the same cause was told before; the stack trace at debug level only. */
  public void warnOnce(String cause, String text, @Nullable Throwable thrown) {
    if (says(Level.WARN) && first(cause)) {
      write(Level.WARN, text, thrown);
    }
  }

  /**
   * Says that something was thrown, once a cause; never throws, even without memory for the line.
   */
  public void failure(String cause, String text, Throwable thrown) {
    try {
      warnOnce(cause + thrown.getClass().getName(), text + " (" + thrown + ")", thrown);
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
    out.print("[headroom] " + at + " " + text + System.lineSeparator());
    if (thrown != null && says(Level.DEBUG)) {
      thrown.printStackTrace(out);
    }
    out.flush();
  }
}
