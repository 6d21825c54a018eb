package io.github.headroom.agent.transport;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of an HTTP/2 connection (RFC 9113) that carries one request after the other.
 *
 * <p>Frames are read while a call waits for its response or for window space. Frames that arrive
 * between two calls are read before the next one, so a PING waits until then. Their number and the
 * size of the headers are bounded: a server that floods ends the call.
 */
final class Http2Connection {

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int DEFAULT_WINDOW = 65535;

  /** The most frames of one call, and between two calls. An ordinary response has ten. */
  private static final int MAX_FRAMES = 1000;

  /**
   * One more frame is allowed per so many bytes of a request, because each WINDOW_UPDATE allows a
   * part of it.
   */
  private static final int BYTES_A_FRAME = 1024;

  /** HEADER_TABLE_SIZE 0 (no dynamic table), ENABLE_PUSH 0, MAX_HEADER_LIST_SIZE 64 KiB. */
  private static final byte[] OUR_SETTINGS = {0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 6, 0, 1, 0, 0};

  private static final int INITIAL_WINDOW_SIZE = 4;

  private final InputStream in;
  private final Http2Frames frames;
  private final Http2Headers headers;
  private int lastStream = -1;
  private boolean greeted;
  private boolean leaving;
  private long initialWindow = DEFAULT_WINDOW;
  private long connectionWindow = DEFAULT_WINDOW;
  private long streamWindow;

  // The current call.
  private @Nullable Http2Reply reply;

  /** Writes the preface, which is sent with the first call. */
  Http2Connection(InputStream in, OutputStream stream) throws IOException {
    this.in = in;
    OutputStream out = new BufferedOutputStream(stream, Http2Frames.MAX_PAYLOAD);
    this.frames = new Http2Frames(in, out);
    this.headers = new Http2Headers(frames);
    out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    frames.write(Http2Frames.SETTINGS, 0, 0, OUR_SETTINGS, 0, OUR_SETTINGS.length);
  }

  boolean isOf(InputStream other) {
    return in == other;
  }

  /** Returns whether the server has begun to respond to the current or failed call. */
  boolean isAnswered() {
    return reply != null && reply.isBegun();
  }

  /** Returns whether the server accepts more requests on this connection. */
  boolean isReusable() {
    return !leaving && lastStream < Integer.MAX_VALUE - 2;
  }

  /**
   * Sends a request and reads its whole response.
   *
   * @param block the encoded headers
   * @param prefix sent before the body, in the same message
   * @param maxBody the most bytes of the response
   */
  Http2Reply call(byte[] block, byte[] prefix, ByteArrayOutputStream body, long maxBody)
      throws IOException {
    lastStream += 2;
    streamWindow = initialWindow;
    frames.allow(MAX_FRAMES + body.size() / BYTES_A_FRAME);
    headers.begin();
    Http2Reply answer = new Http2Reply(maxBody);
    reply = answer;
    writeHeaders(block);
    body.writeTo(new Body(prefix, prefix.length + body.size(), answer));
    frames.flush();
    while (!answer.isComplete()) {
      readFrame();
    }
    frames.allow(MAX_FRAMES);
    return answer;
  }

  /** Reads one frame that arrived after a response. Waits for it if there is none. */
  void readBetweenCalls() throws IOException {
    reply = null;
    readFrame();
  }

  private void writeHeaders(byte[] block) throws IOException {
    int sent = 0;
    int type = Http2Frames.HEADERS;
    do {
      int part = Math.min(block.length - sent, Http2Frames.MAX_PAYLOAD);
      int flags = sent + part == block.length ? Http2Frames.END_HEADERS : 0;
      frames.write(type, flags, lastStream, block, sent, part);
      sent += part;
      type = Http2Frames.CONTINUATION;
    } while (sent < block.length);
  }

  /** Splits the written bytes into DATA frames, as far as the server's windows allow. */
  private final class Body extends OutputStream {
    private final Http2Reply answer;
    private int left;

    Body(byte[] prefix, int size, Http2Reply answer) throws IOException {
      this.answer = answer;
      this.left = size;
      write(prefix, 0, prefix.length);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int sent = 0;
      // A server may respond before it has read everything. It does not need the rest.
      while (sent < length && !answer.isComplete()) {
        long window = Math.min(streamWindow, connectionWindow);
        if (window <= 0) {
          frames.flush();
          readFrame();
          continue;
        }
        int part = (int) Math.min(window, Math.min(length - sent, Http2Frames.MAX_PAYLOAD));
        left -= part;
        frames.write(
            Http2Frames.DATA,
            left == 0 ? Http2Frames.END_STREAM : 0,
            lastStream,
            bytes,
            offset + sent,
            part);
        sent += part;
        streamWindow -= part;
        connectionWindow -= part;
      }
      if (answer.isComplete()) {
        leaving = true;
      }
    }
  }

  private void readFrame() throws IOException {
    frames.read();
    if (!greeted && frames.type != Http2Frames.SETTINGS) {
      throw new ProtocolException(
          "expected HTTP/2 settings, found something else: the endpoint does not speak gRPC");
    }
    switch (frames.type) {
      case Http2Frames.SETTINGS:
        onSettings();
        break;
      case Http2Frames.PING:
        if (!frames.has(Http2Frames.ACK)) {
          frames.write(
              Http2Frames.PING, Http2Frames.ACK, 0, frames.payload, 0, Math.min(8, frames.length));
          frames.flush();
        }
        break;
      case Http2Frames.WINDOW_UPDATE:
        onWindowUpdate();
        break;
      case Http2Frames.GOAWAY:
        onGoAway();
        break;
      case Http2Frames.HEADERS:
        headers.read(frames.stream == lastStream ? reply : null);
        break;
      case Http2Frames.DATA:
        onData();
        break;
      case Http2Frames.RST_STREAM:
        if (reply != null && frames.stream == lastStream && frames.length == 4) {
          leaving = true;
          reply.onReset(Http2Frames.int31(frames.payload, 0));
        }
        break;
      default:
        // Unknown types are ignored (4.1). Push and priority are not used.
    }
  }

  private void onSettings() throws IOException {
    greeted = true;
    if (frames.has(Http2Frames.ACK)) {
      return;
    }
    for (int i = 0; i + 6 <= frames.length; i += 6) {
      int name = (frames.payload[i] & 0xff) << 8 | (frames.payload[i + 1] & 0xff);
      if (name == INITIAL_WINDOW_SIZE) {
        int size = Http2Frames.int31(frames.payload, i + 2);
        // Also applies to the current stream, whose window may become negative (6.9.2).
        streamWindow += size - initialWindow;
        initialWindow = size;
      }
    }
    frames.write(Http2Frames.SETTINGS, Http2Frames.ACK, 0, frames.payload, 0, 0);
    frames.flush();
  }

  private void onWindowUpdate() throws ProtocolException {
    if (frames.length != 4) {
      throw new ProtocolException("HTTP/2: window update of " + frames.length + " bytes");
    }
    int more = Http2Frames.int31(frames.payload, 0);
    if (frames.stream == 0) {
      connectionWindow += more;
    } else if (frames.stream == lastStream) {
      streamWindow += more;
    }
  }

  /** A request above the last stream named was not processed and may be sent again (6.8). */
  private void onGoAway() throws IOException {
    leaving = true;
    if (frames.length >= 8 && reply != null && Http2Frames.int31(frames.payload, 0) < lastStream) {
      throw new SocketException("server is leaving and did not take the request");
    }
  }

  /** Returns the bytes to the server's windows at once, padding included. */
  private void onData() throws IOException {
    int length = frames.length;
    boolean ours = reply != null && frames.stream == lastStream;
    if (ours && reply != null) {
      reply.onData(
          frames.payload,
          frames.contentStart(),
          frames.contentLength(),
          frames.has(Http2Frames.END_STREAM));
    }
    if (length > 0) {
      frames.writeInt(Http2Frames.WINDOW_UPDATE, 0, length);
      if (ours && reply != null && !reply.isComplete()) {
        frames.writeInt(Http2Frames.WINDOW_UPDATE, lastStream, length);
      }
      frames.flush();
    }
  }
}
