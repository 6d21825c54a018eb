package io.github.headroom.it.victim;

import java.io.IOException;
import java.util.Arrays;

/**
 * Fills its heap with arrays of many sizes, lets some of them go and collects twice, so that what
 * is left lies in pieces; then takes a direct buffer, prints {@code ready} and is still until its
 * standard input ends. Arguments: the MiB of arrays.
 */
public final class HeapHolder {

  private HeapHolder() {}

  public static void main(String[] args) throws IOException {
    long most = Long.parseLong(args[0]) << 20;
    byte[][] held = new byte[4096][];
    long taken = 0;
    for (int i = 0; taken < most; i++) {
      held[i] = new byte[20_000 + i * 7919 % 200_000];
      Arrays.fill(held[i], (byte) 7);
      taken += held[i].length;
    }
    for (int i = 0; i < held.length; i += 3) {
      held[i] = null;
    }
    System.gc();
    System.gc();
    java.nio.ByteBuffer direct = java.nio.ByteBuffer.allocateDirect(8 << 20);
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Waits for the end of the input.
    }
    System.out.println("done " + held.length + direct.get(0));
  }
}
