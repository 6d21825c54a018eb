package io.github.headroom.it.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The resident part of a JVM's heap by the kernel: its part of /proc/PID/smaps (proc_pid_smaps(5)),
 * bytes. Of ZGC's heap, which is shared memory, the pages of its file are counted once a mapping.
 */
public record HeapOnSmaps(long anonymous, long hugePages) {

  /** What {@link #ADDRESS_OPTION} has a JVM with compressed references print at its start. */
  private static final Pattern ADDRESS =
      Pattern.compile("Heap address: 0x(\\p{XDigit}+), size: (\\d+) MB");

  private static final Pattern MAPPING = Pattern.compile("(\\p{XDigit}+)-(\\p{XDigit}+) .*");

  public static final String ADDRESS_OPTION = "-Xlog:gc+heap+coops=debug";

  /** Of a JVM that was started with {@link #ADDRESS_OPTION}. */
  public static HeapOnSmaps of(JavaProcess jvm) {
    Matcher address = ADDRESS.matcher(jvm.output());
    if (!address.find()) {
      throw new AssertionError("no heap's address: " + jvm);
    }
    long start = Long.parseLong(address.group(1), 16);
    long end = start + (Long.parseLong(address.group(2)) << 20);
    long anonymous = 0;
    long huge = 0;
    boolean inside = false;
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + jvm.pid() + "/smaps"))) {
        Matcher mapping = MAPPING.matcher(line);
        if (mapping.matches()) {
          long from = Long.parseUnsignedLong(mapping.group(1), 16);
          inside = from >= start && from < end;
        } else if (inside && line.startsWith("Anonymous:")) {
          anonymous += kibibytes(line);
        } else if (inside && line.startsWith("Private_Hugetlb:")) {
          huge += kibibytes(line);
        }
      }
    } catch (IOException e) {
      throw new AssertionError("smaps of " + jvm, e);
    }
    return new HeapOnSmaps(anonymous, huge);
  }

  private static long kibibytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
  }
}
