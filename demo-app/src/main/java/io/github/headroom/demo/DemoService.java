package io.github.headroom.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A service that shows two kinds of full. It first reads files: the container's working set goes
 * over 90 % of the limit, and nothing is wrong, for the kernel takes page cache back when it needs
 * the room. Then it grows its heap and then its native memory, which the kernel cannot take back:
 * rss+swap climbs, and the page cache makes room for it. All of it stops well below the limit; the
 * service is not to be killed.
 *
 * <p>Single-threaded, top to bottom; each step prints on standard output when it begins: {@code
 * phase <epoch millis> <name> <text>}.
 */
final class DemoService {
  static final long MIB = 1 << 20;

  /** One allocation, one write: small against the limit, large enough to be quick. */
  private static final int CHUNK = (int) MIB;

  private final Sizes sizes;
  private final Lengths seconds;
  private final List<byte[]> heap = new ArrayList<>();
  private final List<ByteBuffer> outside = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);

  private DemoService(Sizes sizes, Lengths seconds) {
    this.sizes = sizes;
    this.seconds = seconds;
  }

  /**
   * Bytes each phase grows to.
   *
   * @param file page cache: with the idle JVM a little below the limit, so that nothing of it is
   *     reclaimed before the heap grows
   * @param heap live objects
   * @param outside direct buffers; native is a word of the language
   */
  record Sizes(long file, long heap, long outside) {
    /** Shares of the limit that let an idle JVM of some 60 MiB end near 80 % of 512 MiB. */
    static Sizes of(Arguments arguments) {
      long limit = arguments.number("--limit", 512 * MIB, 256 * MIB, 1L << 40);
      return new Sizes(
          arguments.number("--file", limit * 82 / 100, MIB, 1L << 40),
          arguments.number("--heap", limit * 29 / 100, MIB, 1L << 40),
          arguments.number("--native", limit * 39 / 100, MIB, 1L << 40));
    }
  }

  /** Seconds each phase takes. */
  record Lengths(long idle, long file, long heap, long outside, long hold) {
    static Lengths of(Arguments arguments) {
      long most = TimeUnit.DAYS.toSeconds(365);
      return new Lengths(
          arguments.number("--idle-seconds", 5, 0, most),
          arguments.number("--file-seconds", 30, 1, most),
          arguments.number("--heap-seconds", 20, 1, most),
          arguments.number("--native-seconds", 20, 1, most),
          arguments.number("--hold-seconds", most, 0, most));
    }
  }

  /** Runs all phases; comes back when the last is over. */
  static void run(String[] commandLine) throws IOException {
    Arguments arguments =
        new Arguments(
            commandLine,
            "--limit",
            "--file",
            "--heap",
            "--native",
            "--idle-seconds",
            "--file-seconds",
            "--heap-seconds",
            "--native-seconds",
            "--hold-seconds",
            "--directory");
    String directory = arguments.text("--directory");
    Path files = Path.of(directory == null ? System.getProperty("java.io.tmpdir") : directory);
    new DemoService(Sizes.of(arguments), Lengths.of(arguments)).serve(files);
  }

  private void serve(Path directory) throws IOException {
    checkDisk(Files.getFileStore(directory), directory, sizes.file());
    print("idle", "the service has started");
    pause(seconds.idle());
    Path path = Files.createTempFile(directory, "headroom-demo", ".data");
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // Without a name it is gone whichever way the process ends; the open channel keeps it alive.
      Files.delete(path);
      print("files", "files are read again and again: the page cache grows");
      readFiles(file);
      print("heap", "the heap grows: the page cache makes room");
      grow(file, sizes.heap(), seconds.heap(), () -> heap.add(touched()));
      print("native", "native memory grows: the page cache makes room");
      grow(file, sizes.outside(), seconds.outside(), () -> outside.add(touchedOutside()));
      print("hold", "nothing grows any more: the forecast ends its warning when it has seen that");
      grow(file, 0, seconds.hold(), () -> {});
    }
    print("end", "the service ends with " + (heap.size() + outside.size()) + " MiB held");
  }

  /** On tmpfs the file would be shared memory, which cannot be reclaimed: a kill, not a demo. */
  static void checkDisk(FileStore store, Path directory, long bytes) throws IOException {
    if (store.type().equals("tmpfs") || store.type().equals("ramfs")) {
      throw new IllegalArgumentException(
          "--directory: expected a directory on a disk, found "
              + directory
              + " on "
              + store.type()
              + ", whose files are memory");
    }
    if (store.getUsableSpace() < bytes + 64 * MIB) {
      throw new IllegalArgumentException(
          "--directory: expected "
              + bytes / MIB
              + " MiB free and 64 to spare, found "
              + store.getUsableSpace() / MIB
              + " MiB in "
              + directory);
    }
  }

  /**
   * Grows the file over the first two thirds of the phase, reading it, then reads it over and over.
   * A page becomes active, and so part of the working set, when it is read again (mm/swap.c,
   * folio_mark_accessed).
   */
  private void readFiles(FileChannel file) throws IOException {
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds.file());
    long growth = TimeUnit.SECONDS.toNanos(seconds.file()) * 2 / 3;
    long batch = 8 * MIB;
    for (long at = 0; at < sizes.file(); at += CHUNK) {
      buffer.clear();
      file.write(buffer, at);
      if ((at + CHUNK) % batch == 0) {
        // Dirty pages cannot be reclaimed: keep them few, as a service that reads would have.
        file.force(false);
        // From the start of the batch each time: going on where the last read ended, in the same
        // folio, is no second access (mm/filemap.c, filemap_read).
        for (int read = 0; read < 2; read++) {
          read(file, at + CHUNK - batch, at + CHUNK);
        }
      }
      // Share of the growth time in double: bytes times nanoseconds overflow a long.
      sleepUntil(start + (long) ((double) at / sizes.file() * growth));
    }
    file.force(false);
    while (System.nanoTime() - end < 0) {
      read(file, 0, sizes.file());
      sleepUntil(Math.min(end, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500)));
    }
  }

  /** Adds so many bytes in so many seconds, evenly, and goes on serving what still fits. */
  private void grow(FileChannel file, long bytes, long seconds, Runnable oneMore)
      throws IOException {
    long start = System.nanoTime();
    long length = TimeUnit.SECONDS.toNanos(seconds);
    long chunks = bytes / CHUNK;
    long done = 0;
    long nextRead = start;
    for (long now = start; now - start < length; now = System.nanoTime()) {
      for (long due = (long) ((double) (now - start) / length * chunks); done < due; done++) {
        oneMore.run();
      }
      if (now - nextRead >= 0) {
        readWhatFits(file);
        nextRead += TimeUnit.SECONDS.toNanos(1);
      }
      sleepUntil(now + TimeUnit.MILLISECONDS.toNanos(50));
    }
    for (; done < chunks; done++) {
      oneMore.run();
    }
  }

  /**
   * Reads the end of the file, from as far on as memory has grown and some slack: its beginning was
   * read longest ago and is what the kernel reclaims first, so all this is still in memory. It
   * keeps those pages active; a service's cache does not go idle because its heap grows.
   */
  private void readWhatFits(FileChannel file) throws IOException {
    long grown = (long) (heap.size() + outside.size()) * CHUNK;
    read(file, grown + sizes.file() / 16, sizes.file());
  }

  private void read(FileChannel file, long from, long to) throws IOException {
    for (long at = from; at < to; at += CHUNK) {
      buffer.clear();
      file.read(buffer, at);
    }
  }

  private static byte[] touched() {
    // The JVM zeroes it, so every page is written and counts.
    return new byte[CHUNK - 16];
  }

  private static ByteBuffer touchedOutside() {
    // allocateDirect zeroes it, too.
    return ByteBuffer.allocateDirect(CHUNK);
  }

  private static void pause(long seconds) {
    sleepUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
  }

  private static void sleepUntil(long nanoTime) {
    long left = nanoTime - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = nanoTime - System.nanoTime();
    }
  }

  private static void print(String name, String text) {
    System.out.println("phase " + System.currentTimeMillis() + " " + name + " " + text);
  }
}
