package io.github.headroom.agent.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of docs/backtest.md that records a cgroup, over files of a group. */
class RecordingScriptTest {

  @Test
  void itRecordsWhatTheBacktestNeeds(@TempDir Path group) throws Exception {
    Files.writeString(group.resolve("memory.current"), "400000000\n");
    Files.writeString(group.resolve("memory.max"), "1000000000\n");
    Files.writeString(group.resolve("memory.swap.current"), "0\n");
    Files.writeString(group.resolve("memory.swap.max"), "max\n");
    Files.writeString(group.resolve("memory.events"), "low 0\nhigh 0\noom 0\noom_kill 3\n");
    Files.writeString(
        group.resolve("memory.stat"),
        """
        anon 200000000
        shmem 1
        inactive_file 2
        active_file 3
        slab_reclaimable 4
        file_dirty 5
        kernel 6
        """);
    Files.writeString(group.resolve("meminfo"), "SwapTotal:  2000 kB\nSwapFree:  1000 kB\n");
    Path csv = group.resolve("checkout.csv");
    Process shell =
        new ProcessBuilder("sh", "-c", script(group)).directory(group.toFile()).inheritIO().start();
    assertEquals(0, shell.waitFor());

    List<String> lines = Files.readAllLines(csv);
    assertEquals(2, lines.size());
    String[] names = lines.get(0).split(",", -1);
    String[] cells = lines.get(1).split(",", -1);
    assertEquals(names.length, cells.length, lines::toString);
    assertEquals("max", cells[List.of(names).indexOf("swap_limit")]);
    assertEquals("1024000", cells[List.of(names).indexOf("swap_free")]);
    assertEquals("2048000", cells[List.of(names).indexOf("swap_total")]);
    ReadHistory read = ReadHistory.of(Files.readString(csv));
    assertEquals(names.length - 1, read.history.read.size(), read.history.read::toString);
    assertEquals(List.of(), read.assumed());
  }

  /** One row of it, of another group and another /proc/meminfo. */
  private static String script(Path group) throws Exception {
    String page = Files.readString(Path.of("../docs/backtest.md"));
    Matcher block = Pattern.compile("```sh\\n(G=.*?)```", Pattern.DOTALL).matcher(page);
    assertTrue(block.find());
    return block
        .group(1)
        .replaceFirst("G=\\S+", "G=" + group)
        .replace("while sleep 5", "for once in 1")
        .replace("/proc/meminfo", group.resolve("meminfo").toString());
  }
}
