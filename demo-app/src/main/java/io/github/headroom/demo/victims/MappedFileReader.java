package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Lives: reads a mapping of a file that may be larger than the limit over and over, {@code --rate}
 * bytes a second. The pages count as the process's own file memory, and are clean: the kernel takes
 * them back. Holds still after {@code --most} bytes. Tells the bytes read.
 */
final class MappedFileReader {
  /** A mapping's size is an int; a multiple of what is read at a time. */
  private static final long WINDOW = 1 << 30;

  private final List<MappedByteBuffer> windows = new ArrayList<>();
  private final byte[] chunk = new byte[Taking.CHUNK];
  private final long size;
  private long at;

  private MappedFileReader(FileChannel file) throws IOException {
    size = file.size();
    if (size < Taking.CHUNK) {
      throw new IllegalArgumentException(
          ReadFile.FILE + ": expected " + Taking.CHUNK + " bytes at least, found " + size);
    }
    for (long start = 0; start < size; start += WINDOW) {
      windows.add(file.map(FileChannel.MapMode.READ_ONLY, start, Math.min(WINDOW, size - start)));
    }
  }

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments =
        new Arguments(commandLine, ReadFile.FILE, ReadFile.SIZE, Plan.RATE, Plan.MOST);
    Plan plan = Plan.steady(arguments, 50 << 20);
    try (FileChannel file = ReadFile.open(arguments)) {
      MappedFileReader reader = new MappedFileReader(file);
      Taking.printing().follow(plan, Taking.CHUNK, reader::read);
    }
  }

  private void read() {
    ByteBuffer window = windows.get((int) (at / WINDOW)).duplicate();
    window.position((int) (at % WINDOW));
    window.get(chunk);
    at = at + 2 * Taking.CHUNK <= size ? at + Taking.CHUNK : 0;
  }
}
