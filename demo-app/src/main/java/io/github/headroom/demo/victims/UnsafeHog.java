package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.util.Random;

/**
 * Dies of native memory that no flag bounds and no buffer pool counts: malloc, as a library's. Its
 * pages hold one byte over and over; of each {@code --noise} bytes are random, which do not
 * compress.
 */
final class UnsafeHog {
  private UnsafeHog() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST, "--noise");
    byte[] noise = new byte[(int) arguments.number("--noise", 0, 0, Malloc.PAGE)];
    new Random(1).nextBytes(noise);
    Malloc malloc = new Malloc();
    Taking.printing()
        .follow(
            Plan.steady(arguments, 10 << 20),
            Taking.CHUNK,
            () -> {
              long address = malloc.take(Taking.CHUNK);
              if (noise.length > 0) {
                malloc.scatter(address, Taking.CHUNK, noise);
              }
            });
  }
}
