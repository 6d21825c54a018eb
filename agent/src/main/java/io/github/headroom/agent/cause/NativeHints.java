package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hints at native memory that nothing explains: arenas of malloc, threads beside Java's, and
 * libraries.
 */
final class NativeHints {

  private static final int NAMED_LIBRARIES = 3;

  private final Path maps;
  private final String javaHome;

  private int lastArenas;
  private boolean hasLooked;
  private double lastClock;

  /**
   * @param root {@code /}, or a directory with {@code proc/self/maps} below it
   * @param javaHome the JDK's directory, whose libraries are no hints
   */
  NativeHints(Path root, String javaHome) {
    this.maps = root.resolve("proc/self/maps");
    this.javaHome = javaHome;
  }

  /**
   * The hints as a finding; null where there are none.
   *
   * @param end the end of the sentence
   */
  @Nullable Finding look(Sample now, Sample before, double seconds, double clock, String end)
      throws IOException {
    Maps read = Maps.read(maps, javaHome, clock);
    int arenas = read.arenas();
    int arenasBefore = lastArenas;
    double since = clock - lastClock;
    boolean moreArenas = hasLooked && arenas > arenasBefore;
    lastArenas = arenas;
    hasLooked = true;
    lastClock = clock;
    long threads = otherThreads(now);
    long threadsBefore = otherThreads(before);
    boolean moreThreads = threads > threadsBefore && threadsBefore > 0;
    StringBuilder text = new StringBuilder();
    if (moreArenas) {
      text.append("malloc arenas ").append(Amounts.counts(arenasBefore, arenas));
    }
    if (moreThreads) {
      text.append(moreArenas ? ", " : "").append("threads beside Java's ");
      text.append(Amounts.counts(threadsBefore, threads));
    }
    appendLibraries(read.libraries(), text);
    if (text.length() == 0) {
      return null;
    }
    text.append(end);
    MemoryArea area = MemoryArea.NATIVE_OTHER;
    if (moreThreads && !moreArenas) {
      Change change = new Change("threads", threadsBefore, threads, seconds);
      return new Finding(area, "threads", "threads beside Java's", change, text.toString());
    }
    // Nothing shows which library called malloc.
    Change change = moreArenas ? new Change("arenas", arenasBefore, arenas, since) : null;
    return new Finding(area, "arenas", "malloc", change, text.toString());
  }

  private static void appendLibraries(List<String> libraries, StringBuilder text) {
    for (int i = 0; i < libraries.size() && i < NAMED_LIBRARIES; i++) {
      text.append(i > 0 ? ", " : text.length() == 0 ? "libraries: " : "; libraries: ");
      text.append(libraries.get(libraries.size() - 1 - i));
    }
  }

  /** Threads of the JVM itself and of libraries; 0 where not known. */
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
