package io.github.headroom.agent.transport;

import java.io.IOException;

/** A file of keys or certificates that cannot be used; the message names it and its setting. */
final class PemException extends IOException {

  private static final long serialVersionUID = 1;

  PemException(String message) {
    super(message);
  }
}
