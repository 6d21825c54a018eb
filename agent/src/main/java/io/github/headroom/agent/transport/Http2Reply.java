package io.github.headroom.agent.transport;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The received part of the response to one gRPC call: the status from headers and trailers, and the
 * beginning of the message. Uses less than 8 KiB of heap, whatever the server sends.
 */
final class Http2Reply {

  private static final int PREFIX = 5;
  private static final int HTTP_STATUS = 0;
  private static final int GRPC_STATUS = 1;
  private static final int GRPC_MESSAGE = 2;
  private static final int DETAILS = 3;

  private final long maxBody;
  private final @Nullable String[] values = new String[4];
  private byte[] bytes = new byte[0];
  private long size;
  private boolean begun;
  private boolean complete;
  private @Nullable GrpcReply reset;

  Http2Reply(long maxBody) {
    this.maxBody = maxBody;
  }

  /** Creates a decoder for the fields that a reply uses. */
  static HpackDecoder decoder() {
    return new HpackDecoder(":status", "grpc-status", "grpc-message", "grpc-status-details-bin");
  }

  /** Returns whether the server has begun to respond to this request. */
  boolean isBegun() {
    return begun;
  }

  boolean isComplete() {
    return complete;
  }

  /**
   * Takes the fields of the final response or its trailers. Ignores an informational response
   * (1xx).
   *
   * @param decoded the block's fields, from {@link #decoder}
   */
  void onHeaders(HpackDecoder decoded, boolean end) {
    begun = true;
    String status = decoded.value(HTTP_STATUS);
    if (status != null && status.startsWith("1") && !end) {
      return;
    }
    for (int i = 0; i < values.length; i++) {
      String value = decoded.value(i);
      values[i] = value == null ? values[i] : value;
    }
    complete = end;
  }

  void onData(byte[] data, int offset, int length, boolean end) throws IOException {
    begun = true;
    if (size + length > maxBody + PREFIX) {
      String http = values[HTTP_STATUS];
      throw new IOException(
          (http == null || http.length() > 3 || http.equals("200")
                  ? ""
                  : "HTTP status " + http + ", ")
              + "the server's answer is longer than the limit of the response body");
    }
    int most = PREFIX + HttpReply.KEPT_BODY;
    if (length > 0 && size < most) {
      if (bytes.length == 0) {
        bytes = new byte[most];
      }
      System.arraycopy(data, offset, bytes, (int) size, (int) Math.min(length, most - size));
    }
    size += length;
    complete = end;
  }

  void onReset(long code) {
    begun = true;
    complete = true;
    reset =
        new GrpcReply(GrpcReply.ofReset(code), "stream reset with code " + code, new byte[0], null);
  }

  /** Returns the call's outcome. Valid after the response is complete. */
  GrpcReply outcome() {
    if (reset != null) {
      return reset;
    }
    String status = values[GRPC_STATUS];
    if (status == null) {
      String http = values[HTTP_STATUS];
      return new GrpcReply(
          GrpcReply.ofHttpStatus(http),
          "no grpc-status, HTTP status " + (http == null || http.length() > 3 ? "unknown" : http),
          new byte[0],
          null);
    }
    String message = values[GRPC_MESSAGE];
    String details = values[DETAILS];
    return new GrpcReply(
        code(status),
        message == null ? "" : GrpcReply.decodeMessage(message),
        message(),
        details == null ? null : RetryInfo.of(details));
  }

  private static int code(String status) {
    try {
      return Integer.parseInt(status);
    } catch (NumberFormatException e) {
      return GrpcReply.UNKNOWN;
    }
  }

  /**
   * Returns the first message without its prefix, which is a flag and the length (gRPC over HTTP/2,
   * "Length-Prefixed-Message"). Empty if it is compressed, because the client accepts no
   * compression.
   */
  private byte[] message() {
    if (size < PREFIX || bytes[0] != 0) {
      return new byte[0];
    }
    long length = Math.min(Http2Frames.int31(bytes, 1), size - PREFIX);
    return Arrays.copyOfRange(bytes, PREFIX, PREFIX + (int) Math.min(length, HttpReply.KEPT_BODY));
  }
}
