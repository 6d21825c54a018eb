package io.github.headroom.agent.transport;

import java.net.ProtocolException;

/**
 * The Huffman code of HPACK (RFC 7541, appendix B). It is canonical: the lengths by symbol
 * determine the codes.
 */
final class HpackHuffman {

  /**
   * The length of each symbol's code in bits, for 0 to 255 and the end of string, as characters
   * from '0'.
   */
  private static final String LENGTHS =
      "=GLLLLLLLHNLLNLLLLLLLLNLLLLLLLLL6::<=68;::8;8666555666666678?6<:"
          + "=67777777777777777777777878=C=>6?56565666577666567655677777?;>=L"
          + "DFDDFFFGFGGGGGHGHHFGHGGGGEFGFGGHFEDFFGGEGFFHEFGGEEFEGFGGDFFFGFFG"
          + "JJDCFGFIJJJKKJHICEJKKJKHEEJJLKKKDHDEFEEGFFIIHHJGJKJJKKKKKLKKKKKJ"
          + "N";

  private static final int MAX_LENGTH = 30;
  private static final int END_OF_STRING = 256;

  /** The symbols ordered by the length of their code, then by value. */
  private static final char[] SYMBOLS = new char[LENGTHS.length()];

  /** The number of codes of each length. */
  private static final int[] COUNTS = new int[MAX_LENGTH + 1];

  static {
    int next = 0;
    for (int length = 1; length <= MAX_LENGTH; length++) {
      for (char symbol = 0; symbol < LENGTHS.length(); symbol++) {
        if (LENGTHS.charAt(symbol) - '0' == length) {
          SYMBOLS[next++] = symbol;
          COUNTS[length]++;
        }
      }
    }
  }

  private HpackHuffman() {}

  /**
   * Decodes bit by bit, because responses are short.
   *
   * @param text receives the beginning, as much as fits
   * @return the length of the whole text in bytes
   * @throws ProtocolException if the padding is longer than 7 bits or not all ones, or if the text
   *     contains the end of string
   */
  static int decode(byte[] bytes, int offset, int length, byte[] text) throws ProtocolException {
    int size = 0;
    int code = 0;
    int bits = 0;
    int first = 0;
    int index = 0;
    for (int i = 0; i < length * 8; i++) {
      code = code << 1 | (bytes[offset + i / 8] >> (7 - i % 8) & 1);
      first <<= 1;
      bits++;
      int place = code - first;
      if (place < COUNTS[bits]) {
        char symbol = SYMBOLS[index + place];
        if (symbol == END_OF_STRING) {
          throw new ProtocolException("HPACK: end of string within a Huffman code");
        }
        if (size < text.length) {
          text[size] = (byte) symbol;
        }
        size++;
        code = 0;
        bits = 0;
        first = 0;
        index = 0;
      } else {
        index += COUNTS[bits];
        first += COUNTS[bits];
      }
      if (bits == MAX_LENGTH) {
        throw new ProtocolException("HPACK: no such Huffman code");
      }
    }
    if (bits > 7 || code != (1 << bits) - 1) {
      throw new ProtocolException("HPACK: Huffman code with wrong padding");
    }
    return size;
  }
}
