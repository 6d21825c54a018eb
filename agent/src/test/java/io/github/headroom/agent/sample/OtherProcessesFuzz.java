package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.fuzz.Allocated;
import io.github.headroom.agent.locate.CgroupLocator;
import io.github.headroom.agent.locate.MemoryCgroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** cgroup.procs, and status of a process that it lists: rows are processes, and bounded. */
public final class OtherProcessesFuzz {

  private static final Path ROOT = root();
  private static final Path GROUP = ROOT.resolve("sys/fs/cgroup/app");
  private static final MemoryCgroup CGROUP =
      Objects.requireNonNull(new CgroupLocator(ROOT).locate("self").cgroup());
  private static final Sample SAMPLE = new Sample();

  private OtherProcessesFuzz() {}

  /** The part before the first NUL is cgroup.procs, the rest the status of process 7. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    int cut = text.indexOf('\0');
    String procs = cut < 0 ? text : text.substring(0, cut);
    write(GROUP.resolve("cgroup.procs"), procs);
    write(ROOT.resolve("proc/7/status"), cut < 0 ? "" : text.substring(cut + 1));
    Allocated.bounded(
        () -> {
          OtherProcesses others =
              new OtherProcesses(CGROUP, ROOT.resolve("proc"), "self", new FileText());
          others.read(SAMPLE);
          others.close();
        });
    Rows rows = SAMPLE.otherProcesses();
    assertTrue(rows.size() <= OtherProcesses.MOST);
    if (SAMPLE.known(Field.OTHER_PROCESSES)) {
      assertTrue(SAMPLE.value(Field.OTHER_PROCESSES) >= rows.size());
      assertTrue(SAMPLE.value(Field.OTHER_PROCESSES) <= procs.length());
    }
    for (int row = 0; row < rows.size(); row++) {
      assertTrue(rows.name(row).matches("\\d+"), rows.name(row));
      assertTrue(procs.contains(rows.name(row)), rows.name(row));
      if (rows.known(row, Sample.OTHER_RSS)) {
        assertTrue(rows.value(row, Sample.OTHER_RSS) >= 0);
      }
    }
  }

  private static Path root() {
    try {
      Path root = Files.createTempDirectory("headroom-fuzz");
      Files.createDirectories(root.resolve("proc/self"));
      Files.createDirectories(root.resolve("proc/7"));
      Files.createDirectories(root.resolve("sys/fs/cgroup/app"));
      write(root.resolve("proc/7/oom_score_adj"), "0\n");
      write(root.resolve("proc/self/cgroup"), "0::/app\n");
      write(
          root.resolve("proc/self/mountinfo"),
          "27 26 0:24 / /sys/fs/cgroup rw - cgroup2 none rw\n");
      write(root.resolve("sys/fs/cgroup/app/memory.current"), "1\n");
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
