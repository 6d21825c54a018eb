package io.github.headroom.agent.transport;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes one header block (RFC 7541). There is no dynamic table: its size is announced as 0, so an
 * entry to be added is evicted at once, and an index beyond the static table is an error.
 */
final class HpackDecoder {

  /** Appendix A: name, or name and value, of each entry from 1. */
  private static final String[] STATIC_NAMES = {
    ":authority",
    ":method",
    ":method",
    ":path",
    ":path",
    ":scheme",
    ":scheme",
    ":status",
    ":status",
    ":status",
    ":status",
    ":status",
    ":status",
    ":status",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "accept-ranges",
    "accept",
    "access-control-allow-origin",
    "age",
    "allow",
    "authorization",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-range",
    "content-type",
    "cookie",
    "date",
    "etag",
    "expect",
    "expires",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "last-modified",
    "link",
    "location",
    "max-forwards",
    "proxy-authenticate",
    "proxy-authorization",
    "range",
    "referer",
    "refresh",
    "retry-after",
    "server",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "user-agent",
    "vary",
    "via",
    "www-authenticate"
  };

  /** Values of the first entries; all after them are empty. */
  private static final String[] STATIC_VALUES = {
    "",
    "GET",
    "POST",
    "/",
    "/index.html",
    "http",
    "https",
    "200",
    "204",
    "206",
    "304",
    "400",
    "404",
    "500",
    "",
    "gzip, deflate"
  };

  private final byte[] block;
  private final int end;
  private int at;

  private HpackDecoder(byte[] block, int length) {
    this.block = block;
    this.end = length;
  }

  /**
   * Names and values in turn.
   *
   * @throws ProtocolException where the block is cut or malformed
   */
  static List<String> decode(byte[] block, int length) throws ProtocolException {
    return new HpackDecoder(block, length).decode();
  }

  private List<String> decode() throws ProtocolException {
    List<String> fields = new ArrayList<>();
    while (at < end) {
      int first = block[at];
      if ((first & 0x80) != 0) {
        int index = integer(7);
        fields.add(name(index));
        fields.add(index <= STATIC_VALUES.length ? STATIC_VALUES[index - 1] : "");
      } else if ((first & 0xe0) == 0x20) {
        // The size of a dynamic table that is not used.
        integer(5);
      } else {
        int index = integer((first & 0x40) != 0 ? 6 : 4);
        fields.add(index == 0 ? string() : name(index));
        fields.add(string());
      }
    }
    return fields;
  }

  private static String name(int index) throws ProtocolException {
    if (index < 1 || index > STATIC_NAMES.length) {
      throw new ProtocolException("HPACK: expected an index of 1 to 61, found " + index);
    }
    return STATIC_NAMES[index - 1];
  }

  /** An integer whose first byte has that many bits for it (5.1). */
  private int integer(int prefix) throws ProtocolException {
    int max = (1 << prefix) - 1;
    int value = next() & max;
    if (value < max) {
      return value;
    }
    int shift = 0;
    int b;
    do {
      b = next();
      if (shift > 21) {
        throw new ProtocolException("HPACK: integer too large");
      }
      value += (b & 0x7f) << shift;
      shift += 7;
    } while ((b & 0x80) != 0);
    return value;
  }

  private String string() throws ProtocolException {
    boolean huffman = at < end && (block[at] & 0x80) != 0;
    int length = integer(7);
    if (length > end - at) {
      throw new ProtocolException("HPACK: header block cut within a text");
    }
    int start = at;
    at += length;
    return huffman
        ? HpackHuffman.decode(block, start, length)
        : new String(block, start, length, StandardCharsets.ISO_8859_1);
  }

  private int next() throws ProtocolException {
    if (at >= end) {
      throw new ProtocolException("HPACK: header block cut");
    }
    return block[at++] & 0xff;
  }
}
