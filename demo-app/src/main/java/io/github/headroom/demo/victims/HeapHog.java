package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Dies of its heap, where that may grow over the container's limit. */
final class HeapHog {
  private static final int HEADER = 16;

  private HeapHog() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST);
    List<byte[]> held = new ArrayList<>();
    Taking.printing()
        .follow(
            Plan.steady(arguments, 10 << 20),
            Taking.CHUNK,
            // The JVM zeroes an array, so every page is written.
            () -> held.add(new byte[Taking.CHUNK - HEADER]));
  }
}
