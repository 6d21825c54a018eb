package io.github.headroom.agent.sample;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * Whether the process has file descriptors left (RLIMIT_NOFILE, getrlimit(2)).
 *
 * <p>A class of the JDK that loads its native library, as those of java.lang.management, java.nio
 * and java.net do, cannot open it without one, and stays broken for the JVM's life, for the
 * application as well. So nothing that may be the first to use such a class is done before there
 * are some.
 */
public final class Descriptors {

  /** For the few files that setting something up has open at a time, and what others open then. */
  private static final int WANTED = 8;

  private Descriptors() {}

  /** Whether fewer than a few more files can be opened at a time. */
  public static boolean areShort() {
    return areShort(new File("/proc/self/statm"));
  }

  /**
   * @param file any that there is; of one that is missing nothing is known, and it is not short
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
