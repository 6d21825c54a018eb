package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;

/**
 * Lives: asks for ever new names in {@code --directory} that do not exist. The kernel remembers
 * each answer in its slab, and gives it up when memory is short. Tells what that is for the names
 * asked for so far, by {@link #NAME}; what the kernel has given up meanwhile is not taken off.
 *
 * <p>That depends on the file system: ext4 and overlay keep such answers, tmpfs and 9p do not.
 */
final class DentryHog {
  /** Bytes of one answer on a 64-bit kernel: a struct dentry of 192, its long name in a 256. */
  static final int NAME = 192 + 256;

  /** Long enough not to fit into the struct dentry; 255 is the longest allowed. */
  private static final int LENGTH = 200;

  /** Asked for at a time. */
  private static final int NAMES = 256;

  private final File directory;
  private final long seed;
  private final char[] name = new char[LENGTH];
  private long asked;

  private DentryHog(File directory, long seed) {
    this.directory = directory;
    this.seed = seed;
    Arrays.fill(name, 'n');
  }

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, "--names", "--directory", "--seed");
    Plan plan =
        Plan.steady(
            arguments.number(Plan.RATE, 10 << 20, 1, Plan.LARGEST),
            arguments.number("--names", Plan.LARGEST / NAME, 0, Plan.LARGEST / NAME) * NAME);
    String directory = arguments.text("--directory");
    DentryHog hog =
        new DentryHog(
            new File(directory == null ? System.getProperty("java.io.tmpdir") : directory),
            // What an earlier run has asked for is remembered already, and not charged to this one.
            arguments.number("--seed", Clock.SYSTEM.epochMillis(), 0, Long.MAX_VALUE));
    Taking.printing().follow(plan, NAMES * NAME, hog::ask);
  }

  private void ask() {
    for (int i = 0; i < NAMES; i++) {
      String number = seed + "-" + asked++;
      number.getChars(0, number.length(), name, 0);
      name[number.length()] = '-';
      File file = new File(directory, new String(name));
      if (file.exists()) {
        throw new IllegalStateException(file + " exists");
      }
    }
  }
}
