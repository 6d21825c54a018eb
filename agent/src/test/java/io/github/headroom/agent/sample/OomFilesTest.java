package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.CapturedLog;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OomFilesTest {

  @TempDir Path directory;
  private final CapturedLog logged = new CapturedLog();

  @Test
  void v2TakesTheMachinesSwappinessAndItsOwnOomGroup() {
    CgroupRoot root = v2().file("/app", "memory.oom.group", "1\n");
    root.write("proc/sys/vm/swappiness", "60\n");
    assertEquals("60 1", read(root));
  }

  @Test
  void v1TakesItsOwnSwappinessAndHasNoOomGroup() {
    CgroupRoot root = CgroupRoot.v1(directory, "/app").group("/app", "1\n", "2\n");
    root.file("/app", "memory.swappiness", "0\n").file("/app", "memory.oom.group", "1\n");
    root.write("proc/sys/vm/swappiness", "60\n");
    assertEquals("0 absent", read(root));
  }

  @Test
  void v2HasZswapsLimitAndWhereItsPagesGo() {
    CgroupRoot root =
        v2().file("/app", "memory.zswap.max", "max\n")
            .file("/app", "memory.zswap.writeback", "0\n");
    root.write("sys/module/zswap/parameters/enabled", "Y\n");
    assertEquals("unlimited 0 1", zswap(root));
    root.write("sys/module/zswap/parameters/enabled", "N\n");
    root.file("/app", "memory.zswap.max", "4096\n");
    assertEquals("4096 0 0", zswap(root));
  }

  @Test
  void v1DoesNotChargeWhatZswapHolds() {
    CgroupRoot root = CgroupRoot.v1(directory, "/app").group("/app", "1\n", "2\n");
    root.file("/app", "memory.zswap.max", "4096\n");
    root.write("sys/module/zswap/parameters/enabled", "Y\n");
    assertEquals("absent absent absent", zswap(root));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "yes\n", "1\n"})
  void aSwitchThatIsNeitherYNorNIsUnreadable(String text) {
    CgroupRoot root = v2().write("sys/module/zswap/parameters/enabled", text);
    assertEquals("absent absent unreadable", zswap(root));
  }

  @Test
  void aMissingFileOfTheKernelIsAbsentWithoutAWarning() {
    assertEquals("absent absent", read(v2()));
    assertEquals("", logged.text());
  }

  @Test
  void garbageIsUnreadableAndLogged() {
    CgroupRoot root = v2().file("/app", "memory.oom.group", "yes\n");
    assertEquals("absent unreadable", read(root));
    assertTrue(logged.text().contains("memory.oom.group: expected a number"), logged::text);
  }

  @Test
  void aFileThatAppearsIsSeenByTheNextFullPass() {
    CgroupRoot root = v2();
    OomFiles files = new OomFiles(root.locate(), directory, new FileText(), logged.log());
    Sample sample = new Sample();
    files.read(sample);
    assertEquals("absent", SampleBuilder.valueOf(sample, Field.OOM_GROUP));
    root.file("/app", "memory.oom.group", "1\n");
    files.read(sample);
    assertEquals("1", SampleBuilder.valueOf(sample, Field.OOM_GROUP));
    files.close();
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "'0\n', 0",
    "'1000\n', 1000",
    "'-1000\n', -1000",
    "'-998', -998",
    "'', unreadable",
    "'-\n', unreadable",
    "'1001\n', unreadable",
    "'12x\n', unreadable",
  })
  void oomScoreAdjReads(String text, String expected) {
    v2().write("proc/self/oom_score_adj", text);
    Sample sample = new Sample();
    ProcessFiles.oomScoreAdj(directory.resolve("proc/self"), new FileText(), logged.log())
        .read(sample);
    assertEquals(expected, SampleBuilder.valueOf(sample, Field.OOM_SCORE_ADJ));
  }

  @Test
  void withoutOomScoreAdjItIsAbsent() {
    Sample sample = new Sample();
    ProcessFiles.oomScoreAdj(directory, new FileText(), logged.log()).read(sample);
    assertEquals("absent", SampleBuilder.valueOf(sample, Field.OOM_SCORE_ADJ));
    assertEquals("", logged.text());
  }

  private CgroupRoot v2() {
    return CgroupRoot.v2(directory, "/app").group("/app", "1\n", "2\n");
  }

  private String zswap(CgroupRoot root) {
    Sample sample = new Sample();
    OomFiles files = new OomFiles(root.locate(), directory, new FileText(), logged.log());
    files.read(sample);
    files.close();
    return SampleBuilder.valueOf(sample, Field.ZSWAP_LIMIT)
        + " "
        + SampleBuilder.valueOf(sample, Field.ZSWAP_WRITEBACK)
        + " "
        + SampleBuilder.valueOf(sample, Field.ZSWAP_ENABLED);
  }

  private String read(CgroupRoot root) {
    OomFiles files = new OomFiles(root.locate(), directory, new FileText(), logged.log());
    Sample sample = new Sample();
    files.read(sample);
    files.close();
    return SampleBuilder.valueOf(sample, Field.SWAPPINESS)
        + " "
        + SampleBuilder.valueOf(sample, Field.OOM_GROUP);
  }
}
