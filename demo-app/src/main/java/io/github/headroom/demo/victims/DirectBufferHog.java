package io.github.headroom.demo.victims;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Dies of direct buffers, where -XX:MaxDirectMemorySize, or else -Xmx, lets them over the limit.
 */
final class DirectBufferHog {
  private DirectBufferHog() {}

  public static void main(String[] arguments) throws IOException {
    List<ByteBuffer> held = new ArrayList<>();
    // allocateDirect zeroes what it gives.
    SteadyRate.of(arguments).take(() -> held.add(ByteBuffer.allocateDirect(SteadyRate.CHUNK)));
  }
}
