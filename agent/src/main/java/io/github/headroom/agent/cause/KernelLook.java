package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel holds for the cgroup: which of the parts that v2's memory.stat has grows, and
 * which kind of descriptors become more.
 *
 * <p>v1 has no parts, and does not charge what sockets hold: it never names sockets.
 */
final class KernelLook implements Look {

  /** Four microseconds each. */
  private static final int MOST_DESCRIPTORS = 1024;

  /** At a first look, when nothing is known of before, fewer are not named. */
  private static final int MANY = 64;

  /** A thread's stack in the kernel (THREAD_SIZE of x86-64 and arm64). */
  private static final long STACK = 16 << 10;

  private static final String SOCKETS = "sockets";
  private static final String FILES = "files";

  private static final Field[] PARTS = {
    Field.SOCK, Field.PAGE_TABLES, Field.KERNEL_STACK, Field.SLAB_RECLAIMABLE
  };

  private static final String[] KEYS = {"sock", "pagetables", "kernel_stack", "slab_reclaimable"};

  private final Path descriptors;
  private @Nullable Sizes last;

  /** Whether there were more descriptors than were looked at. */
  private boolean more;

  KernelLook(Path root) {
    this.descriptors = root.resolve("proc/self/fd");
  }

  @Override
  public @Nullable Finding look(Sample now, Sample before, double seconds, double clock) {
    boolean v2 = now.known(Field.SOCK) || now.known(Field.PAGE_TABLES);
    Sizes kinds = kinds(v2, clock);
    Sizes kindsBefore = last;
    last = kinds;
    Finding part = v2 ? part(now, before, seconds, kinds, kindsBefore) : null;
    if (part != null) {
      return part;
    }
    Finding threads = threads(now, before, seconds);
    return threads != null ? threads : kind(kinds, kindsBefore);
  }

  private @Nullable Finding part(
      Sample now, Sample before, double seconds, Sizes kinds, @Nullable Sizes kindsBefore) {
    int most = -1;
    long by = 0;
    for (int i = 0; i < PARTS.length; i++) {
      if (now.known(PARTS[i]) && before.known(PARTS[i])) {
        long grown = now.value(PARTS[i]) - before.value(PARTS[i]);
        if (grown > by) {
          most = i;
          by = grown;
        }
      }
    }
    // What sockets hold is beside Field.KERNEL, in the area too.
    long whole = grown(Field.KERNEL, now, before) + Math.max(0, grown(Field.SOCK, now, before));
    if (most < 0 || by < whole / 2) {
      return null; // the rest has grown: slab that cannot be reclaimed, pipes, per-cpu memory
    }
    Field field = PARTS[most];
    Change change = new Change("By", before.value(field), now.value(field), seconds);
    String text =
        KEYS[most]
            + " "
            + Amounts.bytes(change.before(), change.now())
            + " "
            + Amounts.span(seconds);
    if (field == Field.KERNEL_STACK && now.known(Field.THREADS) && before.known(Field.THREADS)) {
      text += "; threads " + Amounts.counts(before.value(Field.THREADS), now.value(Field.THREADS));
    } else if (field == Field.SOCK && kinds.size(SOCKETS) > 0) {
      text += "; sockets " + counts(SOCKETS, kinds, kindsBefore) + ofTheFirst();
    }
    return new Finding(MemoryArea.KERNEL, "kernel_part", KEYS[most], change, text);
  }

  /** Their stacks in the kernel, where these are at least half of the growth. */
  private static @Nullable Finding threads(Sample now, Sample before, double seconds) {
    long more = grown(Field.THREADS, now, before);
    long whole = grown(Field.KERNEL, now, before);
    if (more < MANY || more * STACK < whole / 2) {
      return null;
    }
    Change change =
        new Change("threads", before.value(Field.THREADS), now.value(Field.THREADS), seconds);
    return new Finding(
        MemoryArea.KERNEL,
        "threads",
        "threads",
        change,
        "threads "
            + Amounts.counts(change.before(), change.now())
            + " "
            + Amounts.span(seconds)
            + ", each with a stack in the kernel");
  }

  private @Nullable Finding kind(Sizes kinds, @Nullable Sizes before) {
    String kind = kinds.grownMost(before);
    if (kind == null || (before == null && kinds.size(kind) < MANY)) {
      return null;
    }
    Change change = kinds.change(kind, kind, before);
    String text = kind + " " + counts(kind, kinds, before) + ofTheFirst();
    if (change != null) {
      text += " " + Amounts.span(change.seconds());
    }
    return new Finding(MemoryArea.KERNEL, "descriptors", kind, change, text);
  }

  private static String counts(String kind, Sizes kinds, @Nullable Sizes before) {
    return before == null
        ? Amounts.count(kinds.size(kind))
        : Amounts.counts(before.size(kind), kinds.size(kind));
  }

  /** What is counted may be a part only. */
  private String ofTheFirst() {
    return more ? " of the first " + Amounts.count(MOST_DESCRIPTORS) + " descriptors" : "";
  }

  private static long grown(Field field, Sample now, Sample before) {
    return now.known(field) && before.known(field) ? now.value(field) - before.value(field) : 0;
  }

  /**
   * The kinds of this process's descriptors, files left out: they are the file cache's.
   *
   * @param sockets whether they are charged
   */
  private Sizes kinds(boolean sockets, double clock) {
    Sizes kinds = new Sizes(clock);
    List<Path> links = new ArrayList<>();
    more = false;
    try {
      more = DescriptorLinks.addFirst(MOST_DESCRIPTORS, descriptors, links);
    } catch (IOException | RuntimeException e) {
      // No descriptor to be had: what was seen until then is true.
    }
    for (int i = 0; i < links.size(); i++) {
      String kind = kind(links.get(i));
      if (kind != null && !kind.equals(FILES) && (sockets || !kind.equals(SOCKETS))) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  /** Null of one that was closed meanwhile. */
  private static @Nullable String kind(Path descriptor) {
    try {
      return kind(Files.readSymbolicLink(descriptor).toString());
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** By what the link of a descriptor says (proc_pid_fd(5)). */
  static String kind(String target) {
    if (target.startsWith("socket:")) {
      return SOCKETS;
    }
    if (target.startsWith("pipe:")) {
      return "pipes";
    }
    if (target.startsWith("anon_inode:")) {
      String kind = target.substring("anon_inode:".length());
      boolean brackets = kind.startsWith("[") && kind.endsWith("]");
      return Names.ofPath(brackets ? kind.substring(1, kind.length() - 1) : kind);
    }
    return target.startsWith("/memfd:") ? "memfds" : FILES;
  }
}
