package io.github.headroom.agent.transport;

import io.github.headroom.agent.log.Printable;

/**
 * The {@code google.rpc.Status} that is the body of an OTLP answer over HTTP that is no success.
 */
public final class RpcStatus {

  private static final int MESSAGE = 2;

  private RpcStatus() {}

  /** The server's text in it, as {@link Printable#piece}; empty where there is none. */
  public static String message(byte[] body) {
    ProtobufFields fields = new ProtobufFields(body);
    for (int field = fields.next(); field != 0; field = fields.next()) {
      if (field == MESSAGE) {
        return Printable.piece(fields.text(Printable.MOST));
      }
    }
    return "";
  }
}
