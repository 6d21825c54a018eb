package io.github.headroom.agent.transport;

import java.io.IOException;

/** A file of keys or certificates cannot be used. The message names the file and its setting. */
final class PemException extends IOException {

  private static final long serialVersionUID = 1;

  PemException(String message) {
    super(message);
  }
}
