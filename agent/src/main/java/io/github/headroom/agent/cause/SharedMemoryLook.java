package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.locate.MountInfo;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Which tmpfs holds the shared memory and what its largest file is; memory of memfd_create(2), of
 * shared anonymous mappings and of System V, where one of these has grown more.
 *
 * <p>A tmpfs of a pod may be filled by another container, and is charged to who touched it first: a
 * mount that holds more than the cgroup has of shared memory is not named.
 */
class SharedMemoryLook implements Look {

  /** Of /proc/self/mountinfo. */
  private static final int MOST_OF_MOUNTS = 256 << 10;

  private static final int MOST_OF_SEGMENTS = 64 << 10;

  private static final int MOST_MOUNTS = 64;

  /** Files and directories of a walk: 1.4 microseconds each. */
  private static final int MOST_ENTRIES = 2000;

  /** Counts of the kernel that are not read at one time. */
  private static final long TOLERANCE = 4 << 20;

  private static final String MAPPED = "mapped:";
  private static final String SEGMENTS = "System V";

  private final Path root;
  private @Nullable Sizes last;

  // Of the walk.
  private @Nullable String largest;
  private long largestBytes;
  private boolean whole;

  SharedMemoryLook(Path root) {
    this.root = root;
  }

  @Override
  public @Nullable Finding look(Sample now, Sample before, double seconds, double clock) {
    long most = now.known(Field.SHMEM) ? now.value(Field.SHMEM) + TOLERANCE : Long.MAX_VALUE;
    Sizes sizes = new Sizes(clock);
    addMounts(sizes, most);
    addMapped(sizes, most, clock);
    addSegments(sizes, most);
    Sizes sizesBefore = last;
    last = sizes;
    String name = sizes.grownMost(sizesBefore);
    if (name == null) {
      return null;
    }
    Change change = sizes.change("By", name, sizesBefore);
    boolean mount = name.startsWith("/");
    String shown = Names.ofPath(name.startsWith(MAPPED) ? name.substring(MAPPED.length()) : name);
    StringBuilder text = new StringBuilder(shown).append(' ');
    if (change == null) {
      text.append("holds ").append(Bytes.mebibytes(sizes.size(name)));
    } else {
      text.append(Amounts.bytes(change.before(), change.now()));
      text.append(' ').append(Amounts.span(change.seconds()));
    }
    if (mount) {
      describeLargest(name, sizes.size(name), text);
    }
    return new Finding(
        MemoryArea.SHARED_MEMORY, mount ? "mount" : "segment", shown, change, text.toString());
  }

  /** Bytes that are used of the file system there; 0 where there is none. */
  long usedBytes(File mount) {
    return mount.getTotalSpace() - mount.getFreeSpace();
  }

  private void addMounts(Sizes sizes, long most) {
    String text = SmallFile.read(root.resolve("proc/self/mountinfo"), MOST_OF_MOUNTS);
    if (text == null) {
      return;
    }
    List<String> points = MountInfo.parse(text).pointsOf("tmpfs");
    for (int i = 0; i < points.size() && i < MOST_MOUNTS; i++) {
      String point = points.get(i);
      long used = sizes.has(point) ? 0 : usedBytes(path(point).toFile());
      if (used > 0 && used <= most) {
        sizes.add(point, used);
      }
    }
  }

  /** What is mapped, touched or not: where that is more than there is, it says nothing. */
  private void addMapped(Sizes sizes, long most, double clock) {
    try {
      Sizes shared = Maps.read(root.resolve("proc/self/maps"), "", clock).shared();
      for (String name : shared.names()) {
        if (shared.size(name) <= most) {
          sizes.add(MAPPED + name, shared.size(name));
        }
      }
    } catch (IOException e) {
      return; // the mounts and segments are known
    }
  }

  /**
   * Column 15 of /proc/sysvipc/shm (proc_sysvipc(5)): what of each segment is in memory. Those of
   * the IPC namespace, which may be other containers' too.
   */
  private void addSegments(Sizes sizes, long most) {
    String text = SmallFile.read(root.resolve("proc/sysvipc/shm"), MOST_OF_SEGMENTS);
    long sum = 0;
    StringTokenizer lines = new StringTokenizer(text == null ? "" : text, "\n");
    while (lines.hasMoreTokens()) {
      StringTokenizer columns = new StringTokenizer(lines.nextToken());
      for (int column = 1; column < 15 && columns.hasMoreTokens(); column++) {
        columns.nextToken();
      }
      sum += columns.hasMoreTokens() ? number(columns.nextToken()) : 0;
    }
    if (sum > 0 && sum <= most) {
      sizes.add(SEGMENTS, sum);
    }
  }

  /** 0 of the headings. */
  private static long number(String digits) {
    try {
      return Math.max(0, Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void describeLargest(String mount, long used, StringBuilder text) {
    walk(path(mount));
    String file = largest;
    if (file != null) {
      text.append(whole ? ", largest file " : ", largest of 2,000 files ").append(file).append(' ');
      text.append(Bytes.mebibytes(Math.min(largestBytes, used))); // it may have holes
    }
  }

  private void walk(Path from) {
    largest = null;
    largestBytes = 0;
    ArrayDeque<Path> directories = new ArrayDeque<>();
    directories.add(from);
    int left = MOST_ENTRIES;
    while (left > 0 && !directories.isEmpty()) {
      left = walk(directories.remove(), directories, left);
    }
    whole = left > 0;
  }

  /** How many entries may still be looked at after this directory. */
  private int walk(Path directory, ArrayDeque<Path> directories, int most) {
    int left = most;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (left == 0) {
          break;
        }
        left--;
        look(entry, directories);
      }
    } catch (IOException | RuntimeException e) {
      return left; // it is gone, or may not be read
    }
    return left;
  }

  private void look(Path entry, ArrayDeque<Path> directories) {
    try {
      BasicFileAttributes file =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (file.isDirectory()) {
        directories.add(entry);
      } else if (file.isRegularFile() && file.size() > largestBytes) {
        largestBytes = file.size();
        largest = Names.ofFile(entry.toString());
      }
    } catch (IOException | RuntimeException e) {
      return; // it is gone
    }
  }

  private Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }
}
