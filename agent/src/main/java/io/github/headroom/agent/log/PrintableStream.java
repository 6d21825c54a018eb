package io.github.headroom.agent.log;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * A terminal's stream on which one call prints at most one line. Text from a recording, a path or a
 * server's answer cannot begin a line of its own or move the cursor.
 *
 * <p>Only the calls that take text are checked. Bytes are written as they are.
 */
public final class PrintableStream extends PrintStream {

  private final PrintStream to;

  public PrintableStream(PrintStream to) {
    super(to);
    this.to = to;
  }

  @Override
  public void println(@Nullable String text) {
    to.println(text == null ? "null" : Printable.line(text));
  }

  @Override
  public void println(@Nullable Object object) {
    println(String.valueOf(object));
  }

  @Override
  public void println() {
    to.println();
  }

  @Override
  public void print(@Nullable String text) {
    to.print(text == null ? "null" : Printable.line(text));
  }

  @Override
  public void print(@Nullable Object object) {
    print(String.valueOf(object));
  }
}
