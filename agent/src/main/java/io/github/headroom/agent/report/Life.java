package io.github.headroom.agent.report;

import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.sample.ProcessFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether the JVM that writes a recording still runs. A lock that is held says so; one that is not
 * says little: the application may have opened and closed the file, which drops the locks of its
 * whole process (fcntl(2)), and on a read-only mount none can be tried.
 */
enum Life {
  RUNNING,
  ENDED,

  /** The signs do not decide. */
  UNDECIDED;

  /** Without a lock that can be tried, a JVM of which nothing else is seen has this long. */
  private static final double LONG_SECONDS = 60;

  private static final double OTHER_BOOT_SECONDS = 300;

  /**
   * Looks for signs of it.
   *
   * @param recording the file as it is read
   * @param end of the recording
   * @param root of the machine, / but in tests
   * @param quietSeconds a JVM of which there is no other sign has ended when it was quiet for
   *     longer
   */
  static Life of(Path file, Recording recording, LastMinute end, Path root, double quietSeconds) {
    Boolean held = lock(file);
    if (Boolean.TRUE.equals(held)) {
      return RUNNING;
    }
    boolean free = held != null;
    Header header = recording.header();
    HostEvidence host = new HostEvidence(root, header);
    if (host.isSeenFromItsPlace()) {
      String ticks = ProcessFiles.startTicks(root, header.get("pid"));
      if (header.get("start_ticks").equals(ticks)) {
        return RUNNING;
      }
      if (ticks != null || free || Files.exists(root.resolve("proc/1"))) { // hidepid of proc(5)
        return ENDED;
      }
    }
    if (end.shutdownEnded || recording.seal() != null) { // somebody saw it who could
      return ENDED;
    }
    boolean thisBoot = host.isOfThisBoot();
    double enough = quietSeconds;
    if (!thisBoot) {
      enough = Math.max(enough, otherBootSeconds(System.nanoTime() / 1e9));
    } else if (!free) {
      enough = Math.max(enough, LONG_SECONDS);
    }
    return end.quietSeconds(thisBoot) > enough ? ENDED : UNDECIDED;
  }

  /**
   * How long a JVM of another boot id must be quiet. It may run on another machine that shares the
   * volume: no lock need be seen from there, what it writes comes with a delay (NFS clients write
   * back after half a minute), and the clocks differ. What was quiet since before this machine
   * booted may be of its own boot before.
   *
   * @param upSeconds since this machine booted: System.nanoTime is CLOCK_MONOTONIC on Linux
   */
  static double otherBootSeconds(double upSeconds) {
    return Math.max(LONG_SECONDS, Math.min(OTHER_BOOT_SECONDS, upSeconds));
  }

  /** Whether its JVM holds the file's lock, which says that it runs. */
  static boolean isHeld(Path file) {
    return Boolean.TRUE.equals(lock(file));
  }

  /** Whether it is held; null where that cannot be tried: another user's, a read-only mount. */
  private static @Nullable Boolean lock(Path file) {
    try {
      return RecordingFile.isHeld(file);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}
