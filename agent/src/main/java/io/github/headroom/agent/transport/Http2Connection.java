package io.github.headroom.agent.transport;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of an HTTP/2 connection (RFC 9113) that carries one request after the other.
 *
 * <p>Frames are read while a call waits for its answer or for room to send, and those that came in
 * between calls before the next one; a server's PING in between waits until then.
 */
final class Http2Connection {

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int DEFAULT_WINDOW = 65535;
  private static final int MAX_HEADER_BLOCK = 64 * 1024;

  /** HEADER_TABLE_SIZE 0 (no dynamic table), ENABLE_PUSH 0. */
  private static final byte[] OUR_SETTINGS = {0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0};

  private static final int INITIAL_WINDOW_SIZE = 4;

  private final Connection connection;
  private final Http2Frames frames;
  private int lastStream = -1;
  private boolean greeted;
  private boolean leaving;
  private long initialWindow = DEFAULT_WINDOW;
  private long connectionWindow = DEFAULT_WINDOW;
  private long streamWindow;

  // Of the call under way.
  private @Nullable Http2Reply reply;

  Http2Connection(Connection connection) throws IOException {
    this.connection = connection;
    OutputStream out = new BufferedOutputStream(connection.out, Http2Frames.MAX_PAYLOAD);
    this.frames = new Http2Frames(connection.in, out);
    out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    frames.write(Http2Frames.SETTINGS, 0, 0, OUR_SETTINGS, 0, OUR_SETTINGS.length);
  }

  boolean isOf(Connection other) {
    return connection == other;
  }

  /** The server takes more requests on this connection. */
  boolean isReusable() {
    return !leaving && lastStream < Integer.MAX_VALUE - 2;
  }

  /**
   * Sends a request and reads its whole answer.
   *
   * @param headers an encoded block
   * @param prefix sent before the body, in the same message
   * @param maxBody bytes of answer taken
   * @throws EOFException where the server has gone before it took the request
   */
  Http2Reply call(byte[] headers, byte[] prefix, ByteArrayOutputStream body, long maxBody)
      throws IOException {
    // What came since the last call; on a fresh connection nothing of it matters yet.
    while (lastStream > 0 && connection.in.available() > 0) {
      readFrame();
    }
    if (leaving) {
      throw new EOFException("server is leaving the HTTP/2 connection");
    }
    lastStream += 2;
    streamWindow = initialWindow;
    Http2Reply answer = new Http2Reply(maxBody);
    reply = answer;
    writeHeaders(headers);
    body.writeTo(new Body(prefix, prefix.length + body.size(), answer));
    frames.flush();
    while (!answer.isComplete()) {
      readFrame();
    }
    reply = null;
    return answer;
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

  /** Cuts what is written into DATA frames, as much at a time as the server's windows allow. */
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
      // A server may answer before it has read all; the rest is not wanted then.
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
        onHeaders();
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
        // Unknown types are passed over (4.1); there is no push and no priority here.
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
        // Counts for the stream under way too, whose window may get negative (6.9.2).
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

  /** A request above the last stream named was not looked at and may be sent again (6.8). */
  private void onGoAway() throws IOException {
    leaving = true;
    if (frames.length >= 8 && reply != null && Http2Frames.int31(frames.payload, 0) < lastStream) {
      throw new SocketException("server is leaving and did not take the request");
    }
  }

  private void onHeaders() throws IOException {
    int stream = frames.stream;
    boolean end = frames.has(Http2Frames.END_STREAM);
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(frames.payload, frames.contentStart(), frames.contentLength());
    while (!frames.has(Http2Frames.END_HEADERS)) {
      frames.read();
      if (frames.type != Http2Frames.CONTINUATION || frames.stream != stream) {
        throw new ProtocolException("HTTP/2: expected a continuation of the headers");
      }
      if (block.size() + frames.length > MAX_HEADER_BLOCK) {
        throw new ProtocolException("HTTP/2: headers longer than " + MAX_HEADER_BLOCK + " bytes");
      }
      block.write(frames.payload, 0, frames.length);
    }
    List<String> fields = HpackDecoder.decode(block.toByteArray(), block.size());
    if (reply != null && stream == lastStream) {
      reply.onHeaders(fields, end);
    }
  }

  /** What was read is given back to the server's windows at once, padding included. */
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
