package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AncestorFilesTest {

  @TempDir Path directory;
  private final CapturedLog logged = new CapturedLog(AgentLog.Level.INFO);

  @Test
  void limitAndUsageOfTheV2AncestorsNearestFirst() throws Exception {
    CgroupRoot root = CgroupRoot.captured("v2-throttled-and-swapping", directory);
    assertEquals(List.of("pod1 209715200 62726144"), read(root));
  }

  @Test
  void limitAndUsageOfTheV1AncestorsNearestFirst() throws Exception {
    CgroupRoot root = CgroupRoot.captured("v1-with-dirty-cache", directory);
    assertEquals(List.of("pod1 209715200 67313664", "memory UNLIMITED 2111139840"), read(root));
  }

  @Test
  void aGroupWithNothingAboveHasNoAncestors() {
    assertEquals(List.of(), read(CgroupRoot.v2(directory, "/app").group("/app", "1\n", "2\n")));
  }

  @Test
  void whatAnAncestorLacksIsAbsentAndWhatIsGarbageIsUnreadable() throws IOException {
    CgroupRoot root =
        CgroupRoot.v2(directory, "/a/b/c")
            .group("/a/b/c", "1\n", "max\n")
            .group("/a/b", "x\n", "y\n")
            .group("/a", "1\n", "max\n");
    Files.delete(root.directory("/a").resolve("memory.current"));
    assertEquals(List.of("b UNREADABLE UNREADABLE", "a UNLIMITED ABSENT"), read(root));
  }

  @Test
  void aLimitThatCannotBeReadIsNamedOnceWithWhatFollows() {
    CgroupRoot root = pod("12x");
    AncestorFiles ancestors = files(root);
    ancestors.read(new Sample());
    ancestors.read(new Sample());
    ancestors.close();
    assertEquals(1, logged.lines().size(), logged.text());
    assertTrue(
        logged
            .text()
            .contains(
                root.directory("/pod")
                    + "/memory.max: expected a number or \"max\", found \"12x\"; it may be the limit"
                    + " that binds, so headroom is not published"),
        logged.text());
  }

  @Test
  void aLimitThatIsLoweredIsSeenByTheNextRead() {
    CgroupRoot root = pod("2000");
    AncestorFiles ancestors = files(root);
    Sample sample = new Sample();
    ancestors.read(sample);
    root.file("/pod", "memory.max", "1000\n");
    ancestors.read(sample);
    assertEquals(List.of("pod 1000 10"), rows(sample.ancestors()));
    ancestors.close();
  }

  @Test
  void aFileThatAppearsIsSeenByTheNextFullPass() throws IOException {
    CgroupRoot root = pod("2000");
    AncestorFiles ancestors = files(root);
    Files.delete(root.directory("/pod").resolve("memory.current"));
    Sample sample = new Sample();
    ancestors.read(sample);
    assertEquals(List.of("pod 2000 ABSENT"), rows(sample.ancestors()));
    root.file("/pod", "memory.current", "11\n");
    ancestors.read(sample);
    assertEquals(List.of("pod 2000 11"), rows(sample.ancestors()));
    ancestors.close();
  }

  @Test
  void theNearestOfAHundredAncestorsAreRead() {
    CgroupRoot root = CgroupRoot.v2(directory, "/g".repeat(101));
    for (int depth = 1; depth <= 101; depth++) {
      root.group("/g".repeat(depth), "1\n", depth + "\n");
    }
    List<String> read = read(root);
    assertEquals(64, read.size());
    assertEquals("g 100 1", read.get(0));
  }

  @Test
  void whatCanBeReclaimedOfACapturedV2Ancestor() throws Exception {
    CgroupRoot root = CgroupRoot.captured("v2-throttled-and-swapping", directory);
    assertEquals(
        "ABSENT ABSENT ABSENT ABSENT 58806272 0 0 1265664 1204224 211840"
            + " 0 139264 59326464 1224704 ABSENT ABSENT",
        columns(root));
  }

  @Test
  void whatCanBeReclaimedOfAV1AncestorIsInTheTotals() {
    CgroupRoot root =
        CgroupRoot.v1(directory, "/pod/app")
            .group("/pod/app", "1\n", "2\n")
            .group("/pod", "10\n", "2000\n")
            .file("/pod", "memory.memsw.limit_in_bytes", "3000\n")
            .file("/pod", "memory.memsw.usage_in_bytes", "30\n")
            .file(
                "/pod",
                "memory.stat",
                """
                rss 9
                shmem 9
                active_file 9
                total_rss 1
                total_shmem 2
                total_dirty 3
                total_writeback 4
                total_inactive_file 5
                total_active_file 6
                total_unevictable 7
                total_active_anon 8
                total_inactive_anon 9
                total_swapcached 10
                """);
    assertEquals("3000 30 ABSENT ABSENT 1 2 7 6 5 ABSENT 3 8 9 10 ABSENT ABSENT", columns(root));
  }

  @Test
  void swapOfAV2AncestorIsReadUnderASwapLimit() {
    CgroupRoot root =
        pod("max")
            .file("/pod", "memory.swap.max", "100\n")
            .file("/pod", "memory.swap.current", "40\n");
    assertTrue(columns(root).startsWith("ABSENT ABSENT 100 40 "), () -> columns(root));
  }

  @Test
  void zswapOfAV2AncestorIsReadUnderALimitOfIt() {
    CgroupRoot root =
        pod("max")
            .file("/pod", "memory.zswap.max", "100\n")
            .file("/pod", "memory.zswap.current", "40\n");
    assertTrue(columns(root).endsWith(" 100 40"), () -> columns(root));
  }

  @Test
  void theStatisticsOfAnAncestorWithoutALimitAreNotRead() {
    CgroupRoot root = pod("max").file("/pod", "memory.stat", "anon 1\n");
    assertTrue(columns(root).contains(" ABSENT ABSENT ABSENT ABSENT"), () -> columns(root));
  }

  @Test
  void aStatisticThatIsCutOffIsUnreadable() {
    CgroupRoot root = pod("20").file("/pod", "memory.stat", "anon 1\nshmem 2\nactive_f");
    assertEquals(
        "ABSENT ABSENT ABSENT ABSENT 1 2" + " UNREADABLE".repeat(8) + " ABSENT ABSENT",
        columns(root));
  }

  /** A group without a limit below one with that limit. */
  private CgroupRoot pod(String limit) {
    return CgroupRoot.v2(directory, "/pod/app")
        .group("/pod/app", "1\n", "max\n")
        .group("/pod", "10\n", limit + "\n");
  }

  private AncestorFiles files(CgroupRoot root) {
    return new AncestorFiles(root.locate(), new FileText(), logged.log());
  }

  /** All columns of the nearest ancestor but limit and usage. */
  private String columns(CgroupRoot root) {
    Sample sample = sample(root);
    StringBuilder columns = new StringBuilder();
    for (int column = Sample.ANCESTOR_USAGE + 1; column < Sample.ANCESTOR_COLUMNS; column++) {
      columns.append(columns.isEmpty() ? "" : " ").append(cell(sample.ancestors(), 0, column));
    }
    return columns.toString();
  }

  private List<String> read(CgroupRoot root) {
    return rows(sample(root).ancestors());
  }

  private Sample sample(CgroupRoot root) {
    AncestorFiles ancestors = files(root);
    Sample sample = new Sample();
    ancestors.read(sample);
    ancestors.close();
    return sample;
  }

  private static List<String> rows(Rows rows) {
    List<String> read = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      read.add(
          Path.of(rows.name(i)).getFileName()
              + " "
              + cell(rows, i, Sample.ANCESTOR_LIMIT)
              + " "
              + cell(rows, i, Sample.ANCESTOR_USAGE));
    }
    return read;
  }

  private static Object cell(Rows rows, int row, int column) {
    return rows.known(row, column) ? rows.value(row, column) : rows.state(row, column);
  }
}
