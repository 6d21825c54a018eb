package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Names the open file of this process that grows. Reads the lengths of all open files twice, a
 * second apart: page cache that cannot be dropped at once belongs to recent writes.
 */
final class FileLook implements Look {

  /** A descriptor takes five microseconds, twice. */
  private static final int MOST_DESCRIPTORS = 512;

  private static final double NANOS = 1e9;

  private final Path descriptors;
  private final long apartNanos;

  /** Whether there are more descriptors than the look reads. */
  private boolean more;

  /**
   * @param apartNanos time between the two readings
   */
  FileLook(Path root, long apartNanos) {
    this.descriptors = root.resolve("proc/self/fd");
    this.apartNanos = apartNanos;
  }

  @Override
  public @Nullable Finding look(Sample now, Sample before, double seconds, double clock)
      throws IOException {
    more = false;
    Sizes first = lengths();
    for (long left = apartNanos; left > 0; left = apartNanos - nanosSince(first)) {
      LockSupport.parkNanos(left);
    }
    Sizes second = lengths();
    String file = null;
    long by = 0;
    // A file that was opened between the readings has no growth.
    for (String name : second.names()) {
      long grown = first.has(name) ? second.size(name) - first.size(name) : 0;
      if (grown > by) {
        file = name;
        by = grown;
      }
    }
    Change change = file == null ? null : second.change("By", file, first);
    if (file == null || change == null) {
      return null;
    }
    String name = Names.ofFile(file);
    String text = name + " grows by " + Bytes.mebibytes(Math.round(by / change.seconds())) + "/s";
    if (more) {
      text += ", of the first " + MOST_DESCRIPTORS + " descriptors";
    }
    if (now.known(Field.FILE_DIRTY)) {
      text += ", dirty " + Bytes.mebibytes(now.value(Field.FILE_DIRTY));
    }
    return new Finding(MemoryArea.FILE_CACHE, "file", name, change, text);
  }

  private static long nanosSince(Sizes first) {
    return System.nanoTime() - Math.round(first.seconds() * NANOS);
  }

  private Sizes lengths() throws IOException {
    Sizes lengths = new Sizes(System.nanoTime() / NANOS);
    List<Path> links = new ArrayList<>();
    more |= DescriptorLinks.addFirst(MOST_DESCRIPTORS, descriptors, links);
    for (int i = 0; i < links.size(); i++) {
      add(links.get(i), lengths);
    }
    return lengths;
  }

  /** Adds nothing for a descriptor that is closed by now, and for anything but a regular file. */
  private static void add(Path descriptor, Sizes lengths) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      if (!target.startsWith("/")
          || target.startsWith("/proc/")
          || target.startsWith("/sys/")
          || target.startsWith("/dev/")
          || target.startsWith("/memfd:")
          || lengths.has(target)) {
        return;
      }
      BasicFileAttributes file = Files.readAttributes(descriptor, BasicFileAttributes.class);
      if (file.isRegularFile()) {
        lengths.add(target, file.size());
      }
    } catch (IOException | RuntimeException e) {
      return;
    }
  }
}
