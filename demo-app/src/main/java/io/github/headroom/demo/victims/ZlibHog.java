package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

/**
 * Dies of compressors that are never ended: zlib's own malloc, which native memory tracking does
 * not see.
 */
final class ZlibHog {
  /**
   * What a compressor holds: zlib.h, deflateInit2, "(1 << (windowBits+2)) + (1 << (memLevel+9))"
   * for 15 and 8, "plus a few kilobytes for small objects".
   */
  static final int COMPRESSOR = (256 << 10) + (6 << 10);

  /** Enough to go through the whole window. */
  private static final int INPUT = 96 << 10;

  private final List<Deflater> held = new ArrayList<>();
  private final byte[] input = new byte[INPUT];
  private final byte[] output = new byte[2 * INPUT];

  private ZlibHog(long seed) {
    new Random(seed).nextBytes(input);
  }

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST, "--seed");
    ZlibHog hog = new ZlibHog(arguments.number("--seed", 1, Long.MIN_VALUE, Long.MAX_VALUE));
    Taking.printing().follow(Plan.steady(arguments, 10 << 20), COMPRESSOR, hog::take);
  }

  private void take() {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    deflater.setInput(input);
    deflater.deflate(output, 0, output.length, Deflater.SYNC_FLUSH);
    held.add(deflater);
  }
}
