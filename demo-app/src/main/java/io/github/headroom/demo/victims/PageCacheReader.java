package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Lives: reads a file larger than the container's limit once, then a part of it that fits over and
 * over, as a search index does. The page cache is at the limit and active, so that the working set
 * counts it, and the kernel may take it back at any time.
 *
 * <p>Options: {@code --file}, {@code --hot} in bytes. Says on standard output each second {@code
 * <epoch millis> <bytes read so far>}.
 */
final class PageCacheReader {
  private static final int CHUNK = 256 << 10;
  private static final long PAUSE_NANOS = 200_000_000;

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
  private long read;
  private long said;

  private PageCacheReader(FileChannel file) {
    this.file = file;
  }

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, "--file", "--hot");
    String path = arguments.text("--file");
    if (path == null) {
      throw new IllegalArgumentException("--file: expected a file to read");
    }
    try (FileChannel file = FileChannel.open(Path.of(path))) {
      long hot = arguments.number("--hot", file.size(), 1, file.size());
      new PageCacheReader(file).readForEver(hot);
    }
  }

  private void readForEver(long hot) throws IOException {
    read(file.size());
    while (true) {
      read(hot);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void read(long end) throws IOException {
    for (long at = 0; at < end; at += CHUNK) {
      buffer.clear();
      read += file.read(buffer, at);
      long now = System.currentTimeMillis();
      if (now - said >= 1000) {
        System.out.println(now + " " + read);
        said = now;
      }
    }
  }
}
