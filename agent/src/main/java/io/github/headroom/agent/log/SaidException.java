package io.github.headroom.agent.log;

import java.io.IOException;

/** A failure whose reason is in the log: who catches it has nothing to add. */
public final class SaidException extends IOException {

  private static final long serialVersionUID = 1;

  public SaidException(String message) {
    super(message);
  }
}
