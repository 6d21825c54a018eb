package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;

/** Dies of native memory that no flag bounds and no buffer pool counts: malloc, as a library's. */
final class UnsafeHog {
  private UnsafeHog() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST);
    Malloc malloc = new Malloc();
    Taking.told()
        .follow(Plan.steady(arguments, 10 << 20), Taking.CHUNK, () -> malloc.take(Taking.CHUNK));
  }
}
