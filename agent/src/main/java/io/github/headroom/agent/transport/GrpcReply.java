package io.github.headroom.agent.transport;

import io.github.headroom.agent.log.Printable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The outcome of a unary gRPC call (gRPC over HTTP/2 protocol). */
public final class GrpcReply {

  static final int CANCELLED = 1;
  static final int UNKNOWN = 2;
  static final int DEADLINE_EXCEEDED = 4;
  static final int PERMISSION_DENIED = 7;
  static final int RESOURCE_EXHAUSTED = 8;
  static final int ABORTED = 10;
  static final int OUT_OF_RANGE = 11;
  static final int UNIMPLEMENTED = 12;
  static final int INTERNAL = 13;
  static final int UNAVAILABLE = 14;
  static final int DATA_LOSS = 15;
  static final int UNAUTHENTICATED = 16;

  private final int status;
  private final String message;
  private final byte[] body;

  GrpcReply(int status, String message, byte[] body) {
    this.status = status;
    this.message = Printable.piece(message);
    this.body = body;
  }

  /** The gRPC status code, 0 for OK. */
  public int status() {
    return status;
  }

  /** What the server said to it, as {@link Printable#piece}; may be empty. */
  public String message() {
    return message;
  }

  /** The answer's message; empty where there is none. */
  public byte[] body() {
    return body;
  }

  /**
   * The codes that the OTLP specification calls retryable, as OpenTelemetry's RetryUtil has them.
   */
  boolean isTransient() {
    return status == CANCELLED
        || status == DEADLINE_EXCEEDED
        || status == RESOURCE_EXHAUSTED
        || status == ABORTED
        || status == OUT_OF_RANGE
        || status == UNAVAILABLE
        || status == DATA_LOSS;
  }

  /** The status of a server that answered without one (http-grpc-status-mapping of gRPC). */
  static int ofHttpStatus(@Nullable String status) {
    if (status == null) {
      return UNKNOWN;
    }
    if (status.equals("400")) {
      return INTERNAL;
    }
    if (status.equals("401")) {
      return UNAUTHENTICATED;
    }
    if (status.equals("403")) {
      return PERMISSION_DENIED;
    }
    if (status.equals("404")) {
      return UNIMPLEMENTED;
    }
    return status.equals("429")
            || status.equals("502")
            || status.equals("503")
            || status.equals("504")
        ? UNAVAILABLE
        : UNKNOWN;
  }

  /** The status of a stream that was reset with that HTTP/2 error code. */
  static int ofReset(long code) {
    if (code == 7) {
      return UNAVAILABLE;
    }
    if (code == 8) {
      return CANCELLED;
    }
    if (code == 11) {
      return RESOURCE_EXHAUSTED;
    }
    return code == 12 ? PERMISSION_DENIED : INTERNAL;
  }

  /** Undoes grpc-message's percent-encoding of UTF-8; what is not valid stays as it is. */
  static String decodeMessage(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%' && i + 2 < encoded.length()) {
        int high = Character.digit(encoded.charAt(i + 1), 16);
        int low = Character.digit(encoded.charAt(i + 2), 16);
        if (high >= 0 && low >= 0) {
          bytes.write(high * 16 + low);
          i += 2;
          continue;
        }
      }
      bytes.write(c);
    }
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }
}
