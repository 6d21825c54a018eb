package io.github.headroom.agent.sample;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The size of a page, from the auxiliary vector of a process (getauxval(3)). */
final class PageSize {

  /** AT_PAGESZ of elf.h: the entry of the auxiliary vector with the page size. */
  private static final long AT_PAGESZ = 6;

  private final PolledFile auxv;
  private final FileText text;
  private long bytes;

  /**
   * @param process its directory below /proc
   */
  PageSize(Path process, FileText text) {
    this.auxv = new PolledFile(process.resolve("auxv"));
    this.text = text;
  }

  /**
   * The size in bytes; 0 where auxv cannot be read, for example that of another user's process. A
   * known size does not change. Uses the text.
   */
  long bytes() {
    if (bytes == 0 && auxv.read(text) == State.KNOWN) {
      bytes = find();
      auxv.close();
    }
    return bytes;
  }

  private long find() {
    ByteBuffer pairs = ByteBuffer.wrap(text.bytes, 0, text.length).order(ByteOrder.nativeOrder());
    while (pairs.remaining() >= 2 * Long.BYTES) {
      long type = pairs.getLong();
      long value = pairs.getLong();
      if (type == AT_PAGESZ) {
        return value;
      }
    }
    return 0;
  }
}
