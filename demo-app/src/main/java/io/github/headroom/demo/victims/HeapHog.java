package io.github.headroom.demo.victims;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Dies of its heap, where that may grow over the container's limit. */
final class HeapHog {
  private static final int HEADER = 16;

  private HeapHog() {}

  public static void main(String[] arguments) throws IOException {
    List<byte[]> held = new ArrayList<>();
    // The JVM zeroes an array, so every page is written.
    SteadyRate.of(arguments).take(() -> held.add(new byte[SteadyRate.CHUNK - HEADER]));
  }
}
