package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What native memory that no area explains is: a Netty's buffers that the JDK does not count, a
 * category of Native Memory Tracking, transparent huge pages; else what hints at it: arenas of
 * malloc, threads that are not Java's, and libraries.
 */
final class NativeLook extends Look {

  private static final MemoryArea AREA = MemoryArea.NATIVE_OTHER;
  private static final int NAMED_LIBRARIES = 3;

  private final NettyLook netty;
  private final NmtLook nmt;
  private final Path maps;
  private final String javaHome;

  /** GLIBC_TUNABLES of the environment. */
  private final String tunables;

  private int arenas;
  private boolean looked;
  private double lastClock;

  NativeLook(NettyLook netty, Path root, String javaHome, String tunables) {
    this.netty = netty;
    this.nmt = new NmtLook(AREA);
    this.maps = root.resolve("proc/self/maps");
    this.javaHome = javaHome;
    this.tunables = tunables;
  }

  @Override
  public @Nullable Finding look(Sample now, Sample before, double seconds, double clock)
      throws IOException {
    long held = held(now);
    long half = Math.max(1 << 20, (held - held(before)) / 2);
    Finding found = netty.netty(half, true, clock);
    if (found == null) {
      found = nmt.category(now, before, half, seconds);
    }
    if (found == null) {
      found = hugePages(now, before, held, seconds);
    }
    return found == null ? hints(now, before, seconds, clock) : found;
  }

  private static long held(Sample sample) {
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    return figures.known(Figure.LEDGER_NATIVE_OTHER)
        ? figures.whole(Figure.LEDGER_NATIVE_OTHER)
        : 0;
  }

  /**
   * Where at least half of the area must be huge pages: all of the group's, less what the heap and
   * other processes could have of them.
   */
  private @Nullable Finding hugePages(Sample now, Sample before, long held, double seconds) {
    long huge = Math.min(hugePages(now), held);
    if (huge <= 0 || huge < held / 2) {
      return null;
    }
    String text = Bytes.mebibytes(huge);
    text = text.substring(0, text.length() - " MiB".length());
    text += " of " + Bytes.mebibytes(held) + " are transparent huge pages";
    if (tunables.contains("hugetlb=1")) {
      text += " (GLIBC_TUNABLES has hugetlb=1)";
    }
    Change change = new Change("By", hugePages(before), hugePages(now), seconds);
    return new Finding(AREA, "huge_pages", "transparent huge pages", change, text);
  }

  private static long hugePages(Sample sample) {
    long huge = sample.known(Field.ANON_THP) ? sample.value(Field.ANON_THP) : 0;
    huge -= sample.known(Field.HEAP_RESIDENT) ? sample.value(Field.HEAP_RESIDENT) : 0;
    Rows others = sample.otherProcesses();
    for (int row = 0; row < others.size(); row++) {
      boolean known = others.known(row, Sample.OTHER_RSS_ANON);
      huge -= known ? others.value(row, Sample.OTHER_RSS_ANON) : 0;
    }
    return Math.max(0, huge);
  }

  private @Nullable Finding hints(Sample now, Sample before, double seconds, double clock)
      throws IOException {
    Maps seen = Maps.read(maps, javaHome, clock);
    boolean again = looked;
    int arenasBefore = arenas;
    double since = clock - lastClock;
    arenas = seen.arenas();
    looked = true;
    lastClock = clock;
    StringBuilder text = new StringBuilder();
    if (arenas > 0) {
      text.append("malloc arenas ");
      text.append(again ? Amounts.counts(arenasBefore, arenas) : Amounts.count(arenas));
    }
    long threads = otherThreads(now);
    long threadsBefore = otherThreads(before);
    if (threads > threadsBefore && threadsBefore > 0) {
      text.append(text.length() == 0 ? "" : ", ").append("threads beside Java's ");
      text.append(Amounts.counts(threadsBefore, threads));
    }
    List<String> libraries = seen.libraries();
    String first = libraries.isEmpty() ? "malloc" : libraries.get(libraries.size() - 1);
    for (int i = 0; i < libraries.size() && i < NAMED_LIBRARIES; i++) {
      text.append(i > 0 ? ", " : text.length() == 0 ? "libraries: " : "; libraries: ");
      text.append(libraries.get(libraries.size() - 1 - i));
    }
    if (text.length() == 0) {
      return null;
    }
    Change change = null;
    String kind = libraries.isEmpty() ? "arenas" : "library";
    if (again && arenas > arenasBefore) {
      change = new Change("arenas", arenasBefore, arenas, since);
      kind = "arenas";
      first = "malloc";
    } else if (threads > threadsBefore && threadsBefore > 0) {
      change = new Change("threads", threadsBefore, threads, seconds);
    }
    return new Finding(AREA, kind, first, change, text.toString());
  }

  /** Those of the JVM itself and of libraries; 0 where not known. */
  private static long otherThreads(Sample sample) {
    if (!sample.known(Field.THREADS)
        || !sample.known(Field.THREADS_DAEMON)
        || !sample.known(Field.THREADS_NON_DAEMON)) {
      return 0;
    }
    long java = sample.value(Field.THREADS_DAEMON) + sample.value(Field.THREADS_NON_DAEMON);
    return Math.max(0, sample.value(Field.THREADS) - java);
  }
}
