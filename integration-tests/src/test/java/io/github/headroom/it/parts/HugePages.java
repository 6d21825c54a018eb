package io.github.headroom.it.parts;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Explicit huge pages (admin-guide/mm/hugetlbpage.rst), reserved of the machine's memory for the
 * time of a test and then given back.
 */
public final class HugePages implements AutoCloseable {

  private static final Path RESERVE = Path.of("/proc/sys/vm/nr_hugepages");

  private final long before;

  private HugePages(long before) {
    this.before = before;
  }

  /** So many more than are reserved now; the test is skipped where they cannot be had. */
  public static HugePages reserve(int pages) {
    try {
      HugePages reserved = new HugePages(reserved());
      Files.writeString(RESERVE, Long.toString(reserved.before + pages));
      if (reserved() < reserved.before + pages) {
        reserved.close();
        return abort("the machine has no " + pages + " huge pages to reserve");
      }
      return reserved;
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
    Files.writeString(RESERVE, Long.toString(before));
  }

  private static long reserved() throws IOException {
    return Long.parseLong(Files.readString(RESERVE).strip());
  }
}
