package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;

/** Dies after minutes of a small, steady leak of native memory. */
final class SlowLeak {
  private SlowLeak() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST);
    Malloc malloc = new Malloc();
    Taking.printing()
        .follow(
            Plan.steady(arguments, 256 << 10),
            Taking.SMALL_CHUNK,
            () -> malloc.take(Taking.SMALL_CHUNK));
  }
}
