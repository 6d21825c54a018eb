package io.github.headroom.demo.victims;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Holds memory of one kind in pieces, the newest of which can be given back where there is one. */
abstract class Holder {
  /** Of the memory of this kind, bytes. */
  final int piece;

  private long held;

  Holder(int piece) {
    this.piece = piece;
  }

  abstract void more() throws IOException;

  /** Gives the newest piece back, or the oldest of files; whether that can be done. */
  abstract boolean less() throws IOException;

  /** Takes pieces, or gives some back, until it holds so many bytes. Returns what it holds. */
  final long hold(double bytes) throws IOException {
    while (held + piece <= bytes) {
      more();
      held += piece;
    }
    while (held > bytes && less()) {
      held -= piece;
    }
    return held;
  }

  /**
   * By the word of an area.
   *
   * @param directory for files
   */
  static Holder of(String area, Path directory) throws IOException {
    switch (area) {
      case "heap":
        return new Heap();
      case "native":
        return new Native();
      case "direct":
        return new Direct();
      case "metaspace":
        return new Metaspace(LargeClass.bytes());
      case "threads":
        return new Stacks();
      case "files":
        return new InFiles(directory);
      default:
        throw new IllegalArgumentException("there is no area " + area);
    }
  }

  private static final class Heap extends Holder {
    private static final int HEADER = 16;
    private final Deque<byte[]> pieces = new ArrayDeque<>();

    Heap() {
      super(Cache.ENTRY);
    }

    @Override
    void more() {
      pieces.push(new byte[Cache.ENTRY - HEADER]);
    }

    @Override
    boolean less() {
      return pieces.poll() != null;
    }
  }

  private static final class Native extends Holder {
    private final Malloc malloc = new Malloc();
    private final Deque<Long> pieces = new ArrayDeque<>();

    Native() {
      super(Taking.SMALL_CHUNK);
    }

    @Override
    void more() {
      pieces.push(malloc.take(piece));
    }

    @Override
    boolean less() {
      Long newest = pieces.poll();
      if (newest != null) {
        malloc.free(newest);
      }
      return newest != null;
    }
  }

  /** The memory of a buffer comes back when a collection has found that nobody refers to it. */
  private static final class Direct extends Holder {
    private static final int HEADERS = 64;
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();

    Direct() {
      super(Taking.SMALL_CHUNK);
    }

    @Override
    void more() {
      pieces.push(ByteBuffer.allocateDirect(piece - HEADERS));
    }

    @Override
    boolean less() {
      return pieces.poll() != null;
    }
  }

  private static final class Metaspace extends Holder {
    private final byte[] bytes;
    private final Deque<Class<?>> pieces = new ArrayDeque<>();

    Metaspace(byte[] bytes) {
      super(LargeClass.METASPACE);
      this.bytes = bytes;
    }

    @Override
    void more() {
      pieces.push(new MetaspaceHog.Loader().define(bytes));
    }

    @Override
    boolean less() {
      return pieces.poll() != null;
    }
  }

  private static final class Stacks extends Holder {
    Stacks() {
      super(256 << 10);
    }

    @Override
    void more() {
      ThreadHog.start(piece);
    }

    @Override
    boolean less() {
      return false;
    }
  }

  /** Files of a directory, of which the oldest is deleted first, as rotated logs are. */
  private static final class InFiles extends Holder {
    private final Path directory;
    private final byte[] chunk = new byte[Taking.SMALL_CHUNK];
    private int newest;
    private int oldest;

    InFiles(Path directory) {
      super(Taking.SMALL_CHUNK);
      this.directory = directory;
    }

    @Override
    void more() throws IOException {
      Files.write(directory.resolve("file" + newest++), chunk);
    }

    @Override
    boolean less() throws IOException {
      return oldest < newest && Files.deleteIfExists(directory.resolve("file" + oldest++));
    }
  }
}
