package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;

/**
 * Lives: reads a file larger than the container's limit once, then {@code --hot} bytes of it that
 * fit over and over, as a search index does. The page cache is at the limit and active, so that the
 * working set counts it, and the kernel may take it back at any time. Holds still after {@code
 * --most} bytes. Tells the bytes read.
 */
final class PageCacheReader {
  private static final int CHUNK = 256 << 10;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final FileChannel file;
  private final long most;
  private final Lines lines = Lines.toStandardOutput();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
  private long read;

  private PageCacheReader(FileChannel file, long most) {
    this.file = file;
    this.most = most;
  }

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments =
        new Arguments(commandLine, ReadFile.FILE, ReadFile.SIZE, ReadFile.HOT, Plan.MOST);
    try (FileChannel file = ReadFile.open(arguments)) {
      long hot = arguments.number(ReadFile.HOT, file.size(), 1, file.size());
      long most = arguments.number(Plan.MOST, Long.MAX_VALUE, 0, Long.MAX_VALUE);
      new PageCacheReader(file, most).readForEver(hot);
    }
  }

  private void readForEver(long hot) throws IOException {
    read(file.size());
    while (true) {
      read(hot);
      lines.accept(read);
      Clock.SYSTEM.pause(PAUSE_NANOS);
    }
  }

  private void read(long end) throws IOException {
    for (long at = 0; at < end && read < most; at += CHUNK) {
      buffer.clear();
      read += Math.max(0, file.read(buffer, at));
      lines.accept(read);
    }
  }
}
