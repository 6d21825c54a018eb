package io.github.headroom.agent.transport;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** What has come of the answer to one gRPC call: headers and trailers, and the message's bytes. */
final class Http2Reply {

  private static final int PREFIX = 5;

  private final long maxBody;
  private final ArrayList<String> fields = new ArrayList<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(32);
  private boolean complete;
  private @Nullable GrpcReply reset;

  Http2Reply(long maxBody) {
    this.maxBody = maxBody;
  }

  boolean isComplete() {
    return complete;
  }

  /** Of the final answer or its trailers; an informational one (1xx) is forgotten. */
  void onHeaders(List<String> decoded, boolean end) {
    if (fields.isEmpty() && decoded.size() > 1 && decoded.get(1).startsWith("1")) {
      return;
    }
    fields.addAll(decoded);
    complete = end;
  }

  void onData(byte[] data, int offset, int length, boolean end) throws IOException {
    if (bytes.size() + (long) length > maxBody + PREFIX) {
      throw tooLong();
    }
    bytes.write(data, offset, length);
    complete = end;
  }

  void onReset(long code) {
    if (!complete) {
      complete = true;
      reset = new GrpcReply(GrpcReply.ofReset(code), "stream reset with code " + code, new byte[0]);
    }
  }

  /** The call's outcome, once the answer is complete. */
  GrpcReply outcome() throws IOException {
    if (reset != null) {
      return reset;
    }
    String status = field("grpc-status");
    String message = field("grpc-message");
    if (status == null) {
      String http = field(":status");
      return new GrpcReply(
          GrpcReply.ofHttpStatus(http), "no grpc-status, HTTP status " + http, new byte[0]);
    }
    return new GrpcReply(
        code(status), message == null ? "" : GrpcReply.decodeMessage(message), message());
  }

  private static int code(String status) {
    try {
      return Integer.parseInt(status);
    } catch (NumberFormatException e) {
      return GrpcReply.UNKNOWN;
    }
  }

  /** Of several of the name the last one: trailers come after headers. */
  private @Nullable String field(String name) {
    for (int i = fields.size() - 2; i >= 0; i -= 2) {
      if (fields.get(i).equals(name)) {
        return fields.get(i + 1);
      }
    }
    return null;
  }

  private byte[] message() throws IOException {
    byte[] whole = bytes.toByteArray();
    if (whole.length == 0) {
      return whole;
    }
    if (whole.length < PREFIX || Http2Frames.int31(whole, 1) != whole.length - PREFIX) {
      throw new ProtocolException("gRPC: the message's length is not that of its prefix");
    }
    InputStream in = new ByteArrayInputStream(whole, PREFIX, whole.length - PREFIX);
    if (whole[0] != 0) {
      String encoding = field("grpc-encoding");
      if (!"gzip".equals(encoding)) {
        throw new ProtocolException("gRPC: expected the encoding gzip, found " + encoding);
      }
      in = new GZIPInputStream(in);
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream(whole.length);
    byte[] part = new byte[512];
    int n = in.read(part);
    while (n >= 0) {
      if (message.size() + (long) n > maxBody) {
        throw tooLong();
      }
      message.write(part, 0, n);
      n = in.read(part);
    }
    return message.toByteArray();
  }

  private static IOException tooLong() {
    return new IOException("the server's answer is longer than the limit of the response body");
  }
}
