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
 * Names what grows in the kernel's memory of the cgroup: a part that v2's memory.stat lists, or the
 * kind of descriptors that become more.
 *
 * <p>v1 lists no parts, and does not charge the memory of sockets: there the look names no sockets.
 */
final class KernelLook implements Look {

  /** A descriptor takes four microseconds. */
  private static final int MOST_DESCRIPTORS = 1024;

  /** A first look, which has nothing to compare with, names no smaller number of descriptors. */
  private static final int MANY = 64;

  /** A thread's kernel stack, bytes (THREAD_SIZE of x86-64 and arm64). */
  private static final long STACK = 16 << 10;

  private static final String SOCKETS = "sockets";
  private static final String FILES = "files";

  private static final Field[] PARTS = {
    Field.SOCK, Field.PAGE_TABLES, Field.KERNEL_STACK, Field.SLAB_RECLAIMABLE
  };

  private static final String[] KEYS = {"sock", "pagetables", "kernel_stack", "slab_reclaimable"};

  private final Path descriptors;
  private @Nullable Sizes last;

  /** Whether there are more descriptors than the look reads. */
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
    Finding part = v2 ? ofPart(now, before, seconds, kinds, kindsBefore) : null;
    if (part != null) {
      return part;
    }
    Finding threads = ofThreads(now, before, seconds);
    return threads != null ? threads : ofDescriptors(kinds, kindsBefore);
  }

  private @Nullable Finding ofPart(
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
    // The area has the memory of sockets, too, which Field.KERNEL does not include.
    long whole = grown(Field.KERNEL, now, before) + Math.max(0, grown(Field.SOCK, now, before));
    if (most < 0 || by < whole / 2) {
      return null; // something else has grown: unreclaimable slab, pipes, per-CPU memory
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
      text += "; sockets " + counts(SOCKETS, kinds, kindsBefore) + boundText();
    }
    return new Finding(MemoryArea.KERNEL, "kernel_part", KEYS[most], change, text);
  }

  /** Threads, where their kernel stacks are at least half of the growth. */
  private static @Nullable Finding ofThreads(Sample now, Sample before, double seconds) {
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

  private @Nullable Finding ofDescriptors(Sizes kinds, @Nullable Sizes before) {
    String kind = kinds.grownMost(before);
    if (kind == null || (before == null && kinds.size(kind) < MANY)) {
      return null;
    }
    Change change = kinds.change(kind, kind, before);
    String text = kind + " " + counts(kind, kinds, before) + boundText();
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

  /** Names the bound where there are more descriptors than the look reads. */
  private String boundText() {
    return more ? " of the first " + Amounts.count(MOST_DESCRIPTORS) + " descriptors" : "";
  }

  private static long grown(Field field, Sample now, Sample before) {
    return now.known(field) && before.known(field) ? now.value(field) - before.value(field) : 0;
  }

  /**
   * The number of this process's descriptors by kind. Files are left out, since their pages are in
   * the file cache.
   *
   * @param sockets whether the cgroup is charged for sockets
   */
  private Sizes kinds(boolean sockets, double clock) {
    Sizes kinds = new Sizes(clock);
    List<Path> links = new ArrayList<>();
    more = false;
    try {
      more = DescriptorLinks.addFirst(MOST_DESCRIPTORS, descriptors, links);
    } catch (IOException | RuntimeException e) {
      // The process is out of descriptors: the look takes the links that it has read.
    }
    for (int i = 0; i < links.size(); i++) {
      String kind = kind(links.get(i));
      if (kind != null && !kind.equals(FILES) && (sockets || !kind.equals(SOCKETS))) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  /** Null for a descriptor that is closed by now. */
  private static @Nullable String kind(Path descriptor) {
    try {
      return kind(Files.readSymbolicLink(descriptor).toString());
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** The kind of a descriptor by the target of its link (proc_pid_fd(5)). */
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
