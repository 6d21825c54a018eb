package io.github.headroom.agent.report;

import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.sample.ProcessFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether the JVM that writes a recording still runs. A held lock proves it. A free lock proves
 * nothing: the application may have opened and closed the file, which drops all locks of the
 * process (fcntl(2)). On a read-only mount the lock cannot be tested.
 */
enum Life {
  RUNNING,
  ENDED,

  /** The evidence does not decide. */
  UNDECIDED;

  /**
   * Seconds of silence after which a JVM without other evidence has ended, where the lock cannot be
   * tested.
   */
  private static final double LONG_SECONDS = 60;

  private static final double OTHER_BOOT_SECONDS = 300;

  /**
   * Looks for evidence that the JVM runs.
   *
   * @param recording the open file
   * @param end of the recording
   * @param root of the machine, / except in tests
   * @param quietSeconds a JVM without other evidence has ended when it was quiet for longer
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
    if (end.shutdownEnded
        || recording.seal()
            != null) { // a sealed recording was judged where the evidence was visible
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
   * Seconds of silence after which a JVM of another boot id has ended. It may run on another
   * machine that shares the volume: its lock may not be visible here, its writes arrive with a
   * delay (NFS clients write back after half a minute), and the clocks differ. A JVM that was quiet
   * since before this boot may belong to the earlier boot.
   *
   * @param upSeconds since this machine booted: System.nanoTime is CLOCK_MONOTONIC on Linux
   */
  static double otherBootSeconds(double upSeconds) {
    return Math.max(LONG_SECONDS, Math.min(OTHER_BOOT_SECONDS, upSeconds));
  }

  /** Whether the JVM holds the file's lock, which proves that it runs. */
  static boolean isHeld(Path file) {
    return Boolean.TRUE.equals(lock(file));
  }

  /**
   * Whether the lock is held; null where it cannot be tested: another user's file, a read-only
   * mount.
   */
  private static @Nullable Boolean lock(Path file) {
    try {
      return RecordingFile.isHeld(file);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}
