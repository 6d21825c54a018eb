package io.github.headroom.agent.sample;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * Checks whether the process has free file descriptors (RLIMIT_NOFILE, getrlimit(2)).
 *
 * <p>A JDK class that loads its native library (java.lang.management, java.nio, java.net) fails
 * without a free descriptor. It then stays unusable for the JVM's life, also for the application.
 * So the agent checks for free descriptors before it may be the first to use such a class.
 */
public final class Descriptors {

  /**
   * Enough for the files that the agent's set-up has open at a time, and for those of other
   * threads.
   */
  private static final int WANTED = 8;

  private Descriptors() {}

  /** Whether the process has too few free descriptors. */
  public static boolean areShort() {
    return areShort(new File("/proc/self/statm"));
  }

  /**
   * @param file any existing file; a missing one gives no information and counts as not short
   */
  static boolean areShort(File file) {
    RandomAccessFile[] open = new RandomAccessFile[WANTED];
    int opened = 0;
    try {
      while (opened < WANTED) {
        open[opened] = new RandomAccessFile(file, "r");
        opened++;
      }
      return false;
    } catch (IOException e) {
      return file.exists();
    } finally {
      for (int i = 0; i < opened; i++) {
        close(open[i]);
      }
    }
  }

  private static void close(RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException e) {
      return; // nothing was written, so nothing is lost
    }
  }
}
