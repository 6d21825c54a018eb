package io.github.headroom.agent.transport;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decodes header blocks (RFC 7541), one at a time, and keeps only the requested fields, so that
 * other headers of a server take no memory. There is no dynamic table: its announced size is 0, so
 * a new entry is evicted at once, and an index beyond the static table is an error.
 */
final class HpackDecoder {

  /** Appendix A: the names of the entries, from 1. */
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

  /** The values of the first entries. All later ones are empty. */
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

  /** The bytes that each field adds to the size of a list (4.1). */
  private static final int FIELD = 32;

  private final String[] names;
  private final @Nullable String[] values;

  /** The text read last, at most its beginning. */
  private final byte[] text = new byte[4096];

  private byte[] block = text;
  private int at;
  private int end;

  /**
   * @param names the fields to keep, in lower case
   */
  HpackDecoder(String... names) {
    this.names = names;
    this.values = new String[names.length];
  }

  /**
   * Returns the value of a field in the last block, the last one if the name repeats, at most the
   * first 4 KiB. Null if the block has no such field.
   *
   * @param name index into the names given
   */
  @Nullable String value(int name) {
    return values[name];
  }

  /**
   * Decodes a block. Returns the size of its list of fields, in bytes, including 32 per field.
   *
   * @param maxSize a larger list is an error
   * @throws ProtocolException if the block is cut, malformed or too large
   */
  int decode(byte[] block, int offset, int length, int maxSize) throws ProtocolException {
    this.block = block;
    this.at = offset;
    this.end = offset + length;
    for (int i = 0; i < values.length; i++) {
      values[i] = null;
    }
    int size = 0;
    while (at < end) {
      int first = block[at];
      if ((first & 0x80) != 0) {
        int index = integer(7);
        String name = name(index);
        String value = index <= STATIC_VALUES.length ? STATIC_VALUES[index - 1] : "";
        size += FIELD + name.length() + value.length();
        put(wanted(name), value);
      } else if ((first & 0xe0) == 0x20) {
        // The size of a dynamic table, which is not used.
        integer(5);
      } else {
        size += FIELD + literal(integer((first & 0x40) != 0 ? 6 : 4));
      }
      if (size > maxSize) {
        throw new ProtocolException("HPACK: the headers are longer than their limit");
      }
    }
    return size;
  }

  /** Reads a literal field. Returns the bytes of its name and value. */
  private int literal(int index) throws ProtocolException {
    int nameSize;
    int wanted;
    if (index == 0) {
      nameSize = text();
      wanted = wanted(nameSize);
    } else {
      String name = name(index);
      nameSize = name.length();
      wanted = wanted(name);
    }
    int valueSize = text();
    if (wanted >= 0) {
      int kept = Math.min(valueSize, text.length);
      put(wanted, new String(text, 0, kept, StandardCharsets.ISO_8859_1));
    }
    return nameSize + valueSize;
  }

  private void put(int wanted, String value) {
    if (wanted >= 0) {
      values[wanted] = value;
    }
  }

  private int wanted(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the index of the name in {@code text}. */
  private int wanted(int size) {
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      boolean same = name.length() == size;
      for (int j = 0; same && j < size; j++) {
        same = text[j] == name.charAt(j);
      }
      if (same) {
        return i;
      }
    }
    return -1;
  }

  private static String name(int index) throws ProtocolException {
    if (index < 1 || index > STATIC_NAMES.length) {
      throw new ProtocolException("HPACK: expected an index of 1 to 61, found " + index);
    }
    return STATIC_NAMES[index - 1];
  }

  /** Reads an integer whose first byte has that many bits for it (5.1). */
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

  /** Reads a text into {@code text}, at most its beginning. Returns its length in bytes. */
  private int text() throws ProtocolException {
    boolean huffman = at < end && (block[at] & 0x80) != 0;
    int length = integer(7);
    if (length > end - at) {
      throw new ProtocolException("HPACK: header block cut within a text");
    }
    int start = at;
    at += length;
    if (huffman) {
      return HpackHuffman.decode(block, start, length, text);
    }
    System.arraycopy(block, start, text, 0, Math.min(length, text.length));
    return length;
  }

  private int next() throws ProtocolException {
    if (at >= end) {
      throw new ProtocolException("HPACK: header block cut");
    }
    return block[at++] & 0xff;
  }
}
