package io.github.headroom.agent.transport;

import java.io.IOException;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The header blocks of a connection, joined from their frames and decoded (RFC 9113, 4.3). The
 * headers of one call are bounded, before and after decoding.
 */
final class Http2Headers {

  /**
   * The most bytes of headers and trailers of one call, including informational ones. The same
   * bound applies to the decoded bytes.
   */
  private static final int MAX_BYTES = 64 * 1024;

  private final Http2Frames frames;
  private final HpackDecoder decoder = Http2Reply.decoder();
  private int blockLeft = MAX_BYTES;
  private int listLeft = MAX_BYTES;

  /** A buffer for headers of several frames, which are rare. Created for the first of them. */
  private byte[] longBlock = new byte[0];

  Http2Headers(Http2Frames frames) {
    this.frames = frames;
  }

  /** Begins a call. */
  void begin() {
    blockLeft = MAX_BYTES;
    listLeft = MAX_BYTES;
  }

  /**
   * Takes a block whose first frame was read last, and reads the others.
   *
   * @param reply gets the fields; null for a block of another stream or between two calls. Without
   *     a dynamic table, such a block need not be decoded
   */
  void read(@Nullable Http2Reply reply) throws IOException {
    int stream = frames.stream;
    boolean end = frames.has(Http2Frames.END_STREAM);
    byte[] block = frames.payload;
    int start = frames.contentStart();
    int length = frames.contentLength();
    if (!frames.has(Http2Frames.END_HEADERS)) {
      if (longBlock.length == 0) {
        longBlock = new byte[MAX_BYTES];
      }
      block = longBlock;
      length = join(block, stream);
      start = 0;
    }
    blockLeft -= length;
    if (blockLeft < 0) {
      throw tooLong();
    }
    if (reply != null) {
      listLeft -= decoder.decode(block, start, length, listLeft);
      reply.onHeaders(decoder, end);
    }
  }

  /** Joins a block of several frames. The first one has been read. */
  private int join(byte[] block, int stream) throws IOException {
    int size = append(block, 0, frames.contentStart(), frames.contentLength());
    do {
      frames.read();
      if (frames.type != Http2Frames.CONTINUATION || frames.stream != stream) {
        throw new ProtocolException("HTTP/2: expected a continuation of the headers");
      }
      size = append(block, size, 0, frames.length);
    } while (!frames.has(Http2Frames.END_HEADERS));
    return size;
  }

  private int append(byte[] block, int size, int from, int length) throws ProtocolException {
    if (length > block.length - size) {
      throw tooLong();
    }
    System.arraycopy(frames.payload, from, block, size, length);
    return size + length;
  }

  private static ProtocolException tooLong() {
    return new ProtocolException("HTTP/2: headers longer than " + MAX_BYTES + " bytes");
  }
}
