package io.github.headroom.agent.log;

import java.io.IOException;

/** A failure whose reason is already in the log. The caller adds nothing. */
public final class LoggedException extends IOException {

  private static final long serialVersionUID = 1;

  public LoggedException(String message) {
    super(message);
  }
}
