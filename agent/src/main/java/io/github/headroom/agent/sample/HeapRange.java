package io.github.headroom.agent.sample;

/**
 * Parses the heap's addresses from the output of GC.heap_info. Every collector except ZGC prints
 * its spaces as {@code [0x00000000f0000000, 0x00000000f5550000, 0x0000000100000000)}; the last
 * number is the end of the reservation. Other details differ between releases and are ignored.
 */
final class HeapRange {

  /** The first byte; valid after {@link #parse} returned true. */
  long start;

  /** The byte after the last one. */
  long end;

  /** Whether the text contains a range. */
  boolean parse(String text) {
    long low = Long.MAX_VALUE;
    long high = 0;
    int open = text.indexOf("[0x");
    while (open >= 0) {
      int at = open + 1;
      while (text.startsWith("0x", at)) {
        int last = at + 2;
        while (last < text.length() && isHex(text.charAt(last))) {
          last++;
        }
        if (last == text.length()
            || last == at + 2
            || last > at + 18
            || text.charAt(at + 2) >= '8'
            || (text.charAt(last) != ',' && text.charAt(last) != ')')) {
          break; // cut off, no digits, not an address of user space, or no whole number
        }
        long address = Long.parseLong(text.substring(at + 2, last), 16);
        low = Math.min(low, address);
        high = Math.max(high, address);
        at = last;
        while (at < text.length() && (text.charAt(at) == ',' || text.charAt(at) == ' ')) {
          at++;
        }
      }
      open = text.indexOf("[0x", open + 1);
    }
    start = low;
    end = high;
    return low < high;
  }

  /** Character.digit also accepts digits of other scripts. */
  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
