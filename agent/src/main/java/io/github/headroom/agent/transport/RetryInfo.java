package io.github.headroom.agent.transport;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The pause that a gRPC server asks for: google.rpc.RetryInfo in the details of the
 * google.rpc.Status in the header {@code grpc-status-details-bin} (error_details.proto).
 */
final class RetryInfo {

  private static final String TYPE = "type.googleapis.com/google.rpc.RetryInfo";
  private static final long NANOS = 1_000_000_000L;

  /** Keeps nanoseconds and sums of them from overflowing. */
  private static final long MAX_SECONDS = Long.MAX_VALUE / 4 / NANOS;

  /** The pause, in ns; 0 if the server names none or a negative one. */
  final long nanos;

  private RetryInfo(long nanos) {
    this.nanos = nanos;
  }

  /**
   * Parses the header's value.
   *
   * @param header base64, padded or not. The first of several values is used
   * @return null if the value is no base64 or contains no RetryInfo
   */
  static @Nullable RetryInfo of(String header) {
    int comma = header.indexOf(',');
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(comma < 0 ? header : header.substring(0, comma));
    } catch (IllegalArgumentException e) {
      return null;
    }
    ProtobufFields status = new ProtobufFields(bytes);
    for (int field = status.next(); field != 0; field = status.next()) {
      RetryInfo info = field == 3 ? ofDetail(status.message()) : null;
      if (info != null) {
        return info;
      }
    }
    return null;
  }

  /** Reads a google.protobuf.Any: the name of its type, and its bytes. */
  private static @Nullable RetryInfo ofDetail(ProtobufFields any) {
    boolean typed = false;
    RetryInfo info = null;
    for (int field = any.next(); field != 0; field = any.next()) {
      if (field == 1) {
        typed = any.text(TYPE.length() + 1).equals(TYPE);
      } else if (field == 2) {
        info = new RetryInfo(delay(any.message()));
      }
    }
    return !typed ? null : info == null ? new RetryInfo(0) : info;
  }

  /** Reads a RetryInfo: one google.protobuf.Duration of seconds and nanoseconds. */
  private static long delay(ProtobufFields info) {
    long seconds = 0;
    long nanos = 0;
    for (int field = info.next(); field != 0; field = info.next()) {
      if (field == 1) {
        ProtobufFields duration = info.message();
        for (int part = duration.next(); part != 0; part = duration.next()) {
          if (part == 1) {
            seconds = Math.min(Math.max(0, duration.number), MAX_SECONDS);
          } else if (part == 2) {
            nanos = Math.min(Math.max(0, duration.number), NANOS - 1);
          }
        }
      }
    }
    return seconds * NANOS + nanos;
  }
}
