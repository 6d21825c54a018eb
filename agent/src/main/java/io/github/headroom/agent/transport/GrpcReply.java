package io.github.headroom.agent.transport;

import io.github.headroom.agent.log.Printable;
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
  public static final int UNIMPLEMENTED = 12;
  static final int INTERNAL = 13;
  static final int UNAVAILABLE = 14;
  static final int DATA_LOSS = 15;
  static final int UNAUTHENTICATED = 16;

  private final int status;
  private final String message;
  private final byte[] body;
  private final @Nullable RetryInfo retryInfo;

  /**
   * @param retryInfo null if the server asks for no pause
   */
  GrpcReply(int status, String message, byte[] body, @Nullable RetryInfo retryInfo) {
    this.status = status;
    this.message = Printable.piece(message);
    this.body = body;
    this.retryInfo = retryInfo;
  }

  /** Returns the gRPC status code, 0 for OK. */
  public int status() {
    return status;
  }

  /** Returns the server's text for the status, as {@link Printable#piece}; may be empty. */
  public String message() {
    return message;
  }

  /** Returns the message of the response, at most the first 4 KiB; empty if there is none. */
  public byte[] body() {
    return body;
  }

  /**
   * Returns whether OTLP lists the code as retryable ("OTLP/gRPC Response", "Failures").
   * RESOURCE_EXHAUSTED is retryable only if the server names a pause.
   */
  public boolean isTransient() {
    return status == CANCELLED
        || status == DEADLINE_EXCEEDED
        || (status == RESOURCE_EXHAUSTED && retryInfo != null)
        || status == ABORTED
        || status == OUT_OF_RANGE
        || status == UNAVAILABLE
        || status == DATA_LOSS;
  }

  /** Returns the pause that the server asks for ("OTLP/gRPC Throttling"), in ns; 0 for none. */
  long askedNanos() {
    boolean throttles = status == UNAVAILABLE || status == RESOURCE_EXHAUSTED;
    return throttles && retryInfo != null ? retryInfo.nanos : 0;
  }

  /**
   * Returns the gRPC status for an HTTP response without one (http-grpc-status-mapping of gRPC).
   */
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

  /** Returns the status of a stream that was reset with that HTTP/2 error code. */
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

  /**
   * Decodes grpc-message's percent-encoded UTF-8. Invalid parts stay unchanged. Uses at most the
   * first 200 bytes.
   */
  static String decodeMessage(String encoded) {
    byte[] bytes = new byte[Math.min(encoded.length(), Printable.MOST)];
    int size = 0;
    for (int i = 0; i < encoded.length() && size < bytes.length; i++) {
      char c = encoded.charAt(i);
      int high = c == '%' && i + 2 < encoded.length() ? hex(encoded, i + 1) : -1;
      int low = high < 0 ? -1 : hex(encoded, i + 2);
      bytes[size++] = (byte) (low < 0 ? c : high * 16 + low);
      i += low < 0 ? 0 : 2;
    }
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  private static int hex(String text, int at) {
    return Character.digit(text.charAt(at), 16);
  }
}
