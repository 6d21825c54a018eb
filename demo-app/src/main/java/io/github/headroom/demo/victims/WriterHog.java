package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;

/**
 * Dies of native memory beside dirty page cache: with each chunk that it takes it writes as much to
 * a new file, {@code --file}, over and over its first {@code --size} bytes. Nothing is left of the
 * file. What it prints is the native memory.
 */
final class WriterHog {
  private final FileChannel file;
  private final long size;
  private final Malloc malloc = new Malloc();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Taking.CHUNK);
  private long at;

  private WriterHog(FileChannel file, long size) {
    this.file = file;
    this.size = size;
  }

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments =
        new Arguments(commandLine, Plan.RATE, Plan.MOST, ReadFile.FILE, ReadFile.SIZE);
    Plan plan = Plan.steady(arguments, 10 << 20);
    long size = arguments.number(ReadFile.SIZE, 64 << 20, Taking.CHUNK, Plan.LARGEST);
    try (FileChannel file =
        FileChannel.open(
            Paths.get(ReadFile.path(arguments)),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            // On Linux at once: nothing is left of it, however this process ends.
            StandardOpenOption.DELETE_ON_CLOSE)) {
      Taking.printing().follow(plan, Taking.CHUNK, new WriterHog(file, size)::writeAndTake);
    }
  }

  private void writeAndTake() throws IOException {
    buffer.clear();
    file.write(buffer, at);
    at = at + 2 * Taking.CHUNK > size ? 0 : at + Taking.CHUNK;
    malloc.take(Taking.CHUNK);
  }
}
