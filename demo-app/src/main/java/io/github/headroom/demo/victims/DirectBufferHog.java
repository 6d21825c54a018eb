package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Dies of direct buffers, where -XX:MaxDirectMemorySize, or else -Xmx, lets them over the limit.
 */
final class DirectBufferHog {
  /** Left to the headers of the C library and of the JVM, so that a chunk is whole pages. */
  private static final int HEADERS = 64;

  private DirectBufferHog() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST);
    List<ByteBuffer> held = new ArrayList<>();
    Taking.printing()
        .follow(
            Plan.steady(arguments, 10 << 20),
            Taking.CHUNK,
            // allocateDirect zeroes what it gives.
            () -> held.add(ByteBuffer.allocateDirect(Taking.CHUNK - HEADERS)));
  }
}
