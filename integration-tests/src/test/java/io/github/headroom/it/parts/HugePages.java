package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Explicit huge pages (admin-guide/mm/hugetlbpage.rst), reserved of the machine's memory for the
 * time of a test and then given back. Several tests may hold some at a time.
 */
public final class HugePages implements AutoCloseable {

  private static final Path RESERVE = Path.of("/proc/sys/vm/nr_hugepages");

  private final int pages;

  private HugePages(int pages) {
    this.pages = pages;
  }

  /** So many more than are reserved now; the test is skipped where they cannot be had. */
  public static HugePages reserve(int pages) {
    try {
      if (pages > 0 && !add(pages)) {
        return abort("the machine has no " + pages + " huge pages to reserve");
      }
      return new HugePages(pages);
    } catch (IOException | NumberFormatException e) {
      return abort("no huge pages can be reserved: " + e);
    }
  }

  /** Bytes of them that a process has. */
  public long heldBy(JavaProcess jvm) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + jvm.pid() + "/status"))) {
      if (line.startsWith("HugetlbPages:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    if (pages > 0) {
      add(-pages);
    }
  }

  /** Whether the kernel has found them; one that has not found all keeps none of them. */
  private static synchronized boolean add(int pages) throws IOException {
    long before = reserved();
    Files.writeString(RESERVE, Long.toString(before + pages));
    if (reserved() >= before + pages) {
      return true;
    }
    Files.writeString(RESERVE, Long.toString(before));
    return false;
  }

  private static long reserved() throws IOException {
    // Not by readString: for a size of 0 it reads one byte first, and the kernel gives no more.
    return Long.parseLong(Files.readAllLines(RESERVE).get(0));
  }
}
