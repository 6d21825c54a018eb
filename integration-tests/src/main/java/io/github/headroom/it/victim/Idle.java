package io.github.headroom.it.victim;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Holds a direct buffer, collects its garbage once, prints {@code ready}, does nothing until its
 * standard input ends, prints {@code done} and exits with the status given as its argument (0
 * without one).
 */
public final class Idle {

  private static final ByteBuffer DIRECT = ByteBuffer.allocateDirect(1 << 20);

  private Idle() {}

  public static void main(String[] args) throws IOException {
    System.gc();
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Waits for the end of the input.
    }
    System.out.println("done");
    if (args.length > 0) {
      System.exit(Integer.parseInt(args[0]) + DIRECT.get(0));
    }
  }
}
