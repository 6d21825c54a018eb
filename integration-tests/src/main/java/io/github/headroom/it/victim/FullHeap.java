package io.github.headroom.it.victim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints {@code ready}, waits for one byte of its standard input, then keeps the heap full for the
 * seconds of its argument, as a cache without bounds does: each failed allocation is caught and
 * tried again. Prints {@code released} when it lets go, and waits for the end of the input.
 */
public final class FullHeap {

  /** Small: what is left over is too little for a sample, let alone an export. */
  private static final int PIECE = 4096;

  private FullHeap() {}

  public static void main(String[] args) throws IOException {
    long nanos = Long.parseLong(args[0]) * 1_000_000_000L;
    List<byte[]> held = new ArrayList<>(1 << 16);
    System.out.println("ready");
    System.in.read();
    long failures = 0;
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      try {
        held.add(new byte[failures == 0 ? PIECE : 64]);
      } catch (OutOfMemoryError e) {
        failures++;
      }
    }
    boolean full = failures > 0 && held.size() > 1000;
    held.clear(); // allocates nothing, unlike everything else that could be done here
    System.gc();
    System.out.println(full ? "released" : "never full");
    while (System.in.read() >= 0) {
      // Waits for the end of the input.
    }
    System.out.println("done");
  }
}
