package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Dies of native memory that pushes out a page cache: first reads {@code --hot} bytes of a file
 * twice, so that the kernel takes them for active, then grows. What it prints is what it has grown
 * by.
 */
final class ReaderHog {
  private static final int CHUNK = 256 << 10;
  private static final int TIMES = 2;

  private ReaderHog() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments =
        new Arguments(
            commandLine, Plan.RATE, Plan.MOST, ReadFile.FILE, ReadFile.SIZE, ReadFile.HOT);
    Plan plan = Plan.steady(arguments, 10 << 20);
    try (FileChannel file = ReadFile.open(arguments)) {
      long hot = arguments.number(ReadFile.HOT, file.size(), 1, file.size());
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
      for (int time = 0; time < TIMES; time++) {
        for (long at = 0; at < hot; at += CHUNK) {
          buffer.clear();
          file.read(buffer, at);
        }
      }
    }
    Malloc malloc = new Malloc();
    Taking.printing().follow(plan, Taking.CHUNK, () -> malloc.take(Taking.CHUNK));
  }
}
