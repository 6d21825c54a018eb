package io.github.headroom.agent.transport;

import io.github.headroom.agent.log.Printable;
import org.jspecify.annotations.Nullable;

/**
 * What a collector rejected of an export that it accepted: {@code partial_success} of OTLP's
 * ExportMetricsServiceResponse.
 */
public final class PartialSuccess {

  private final long rejected;
  private final String message;

  private PartialSuccess(long rejected, String message) {
    this.rejected = rejected;
    this.message = message;
  }

  /**
   * Reads the message of a response. Returns null if the collector accepted everything without a
   * warning, or if the message is malformed.
   */
  public static @Nullable PartialSuccess of(byte[] response) {
    long rejected = 0;
    String message = "";
    ProtobufFields fields = new ProtobufFields(response);
    for (int field = fields.next(); field != 0; field = fields.next()) {
      if (field == 1) {
        ProtobufFields partial = fields.message();
        for (int part = partial.next(); part != 0; part = partial.next()) {
          if (part == 1) {
            rejected = Math.max(0, partial.number);
          } else if (part == 2) {
            message = Printable.piece(partial.text(Printable.MOST));
          }
        }
      }
    }
    return rejected == 0 && message.isEmpty() ? null : new PartialSuccess(rejected, message);
  }

  /**
   * Returns the number of data points that the collector dropped; 0 for a warning about an export
   * accepted entirely.
   */
  public long rejected() {
    return rejected;
  }

  /** Returns the collector's reason, as {@link Printable#piece}; may be empty. */
  public String message() {
    return message;
  }
}
