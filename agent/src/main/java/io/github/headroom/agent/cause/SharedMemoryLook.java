package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.locate.MountInfo;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Names the tmpfs that grows and its largest file, or the memory of memfd_create(2), of shared
 * anonymous mappings or of System V, where one of these has grown more.
 *
 * <p>Another container of the pod may fill a tmpfs, and the kernel charges the cgroup that touches
 * a page first. A mount that holds more than the cgroup's shared memory is not named.
 */
class SharedMemoryLook implements Look {

  /** Most bytes of /proc/sysvipc/shm. */
  private static final int MOST_OF_SEGMENTS = 64 << 10;

  private static final int MOST_MOUNTS = 64;

  /** Difference between counts of the kernel that are not read at the same time, bytes. */
  private static final long TOLERANCE = 4 << 20;

  private static final String MAPPED = "mapped:";
  private static final String SEGMENTS = "System V";

  private final Path root;
  private @Nullable Sizes last;

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

  /** Used bytes of the file system at this path; 0 where there is none. A test has its own. */
  long usedBytes(File mount) {
    return mount.getTotalSpace() - mount.getFreeSpace();
  }

  private void addMounts(Sizes sizes, long most) {
    List<String> points;
    try {
      points = MountInfo.read(root.resolve("proc/self/mountinfo")).pointsOf("tmpfs");
    } catch (IOException e) {
      return; // mappings and segments are enough
    }
    for (int i = 0; i < points.size() && i < MOST_MOUNTS; i++) {
      String point = points.get(i);
      long used = sizes.has(point) ? 0 : usedBytes(path(point).toFile());
      if (used > 0 && used <= most) {
        sizes.add(point, used);
      }
    }
  }

  /** Adds mapped memory. A mapping that exceeds the shared memory has untouched pages: no size. */
  private void addMapped(Sizes sizes, long most, double clock) {
    try {
      Sizes shared = Maps.read(root.resolve("proc/self/maps"), "", clock).shared();
      for (String name : shared.names()) {
        if (shared.size(name) <= most) {
          sizes.add(MAPPED + name, shared.size(name));
        }
      }
    } catch (IOException e) {
      return; // mounts and segments are enough
    }
  }

  /**
   * Adds the resident bytes of System V segments, column 15 of /proc/sysvipc/shm (proc_sysvipc(5)).
   * The IPC namespace may be shared with other containers.
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

  /** 0 for the column's heading. */
  private static long number(String digits) {
    try {
      return Math.max(0, Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void describeLargest(String mount, long used, StringBuilder text) {
    LargestFile largest = LargestFile.below(path(mount));
    String file = largest.name();
    if (file != null) {
      text.append(largest.isOfAll() ? ", largest file " : ", largest of 2,000 files ");
      text.append(file).append(' ');
      text.append(Bytes.mebibytes(Math.min(largest.bytes(), used))); // the file may have holes
    }
  }

  private Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }
}
