package io.github.headroom.it.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.evidence.OomReport.Charge;
import io.github.headroom.it.evidence.OomReport.Kill;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KernelLogTest {

  @Test
  void aReportOfKernel61OnVersion2() {
    OomReport report = only("6.1-v2-swap-full-killed");
    assertEquals("CONSTRAINT_MEMCG", report.constraint());
    assertEquals("/judge-unsafe-swap", report.limited());
    assertEquals("/judge-unsafe-swap", report.killed());
    assertEquals(311, report.pid());
    assertEquals(new Charge(114688 << 10, 114688 << 10, 7533), report.memory());
    assertEquals(new Charge(32768 << 10, 32768 << 10, 12), report.swap());
    assertNull(report.memoryAndSwap());
    assertEquals(114135040, report.stat().get("anon"));
    assertEquals(51, report.stat().size());
    OomReport.Task task = report.task(311).orElseThrow();
    assertEquals(32301L * 4096, task.rss());
    assertEquals(OptionalLong.empty(), task.rssAnon());
    assertEquals(8077L * 4096, task.swap());
    assertEquals(499712, task.pageTables());
    assertEquals(
        List.of(
            new Kill(
                311, "java", 2417344L << 10, 110384 << 10, 18788 << 10, 32 << 10, 488 << 10, 0)),
        report.kills());
    assertNull(report.wholeGroup());
  }

  @Test
  void aReportOfKernel612SplitsTheTasksResidentMemory() {
    OomReport report = only("6.12-v2-ancestor-killed");
    assertEquals("/judge-unsafe-ancestor", report.limited());
    assertEquals("/judge-unsafe-ancestor/app", report.killed());
    OomReport.Task task = report.task(report.pid()).orElseThrow();
    assertEquals(
        task.rss(),
        task.rssAnon().orElseThrow()
            + task.rssFile().orElseThrow()
            + task.rssShmem().orElseThrow());
    assertEquals(report.kills().get(0).anon(), task.rssAnon().orElseThrow());
  }

  @Test
  void aReportOfKernel618OnVersion1() {
    OomReport report = only("6.18-v1-tmpfs-killed");
    assertNull(report.swap());
    assertTrue(report.memoryAndSwap() != null && report.kernel() != null);
    assertTrue(report.stat().containsKey("total_rss"), () -> report.stat().toString());
    assertTrue(report.task(report.pid()).orElseThrow().rssAnon().isPresent());
  }

  @Test
  void aGroupThatIsKilledWholeIsNamed() {
    OomReport report = only("6.1-v2-oom-group-killed");
    assertEquals("/judge-unsafe-oom-group", report.wholeGroup());
    assertEquals(2, report.kills().size());
  }

  @Test
  void aTasksPagesHaveTheSizeOfItsKernels() {
    String log = Captured.kernelLog("6.1-v2-swap-full-killed");
    OomReport.Task task = KernelLog.of(log, 16384).reports().get(0).task(311).orElseThrow();
    assertEquals(32301L * 16384, task.rss());
    assertEquals(499712, task.pageTables()); // bytes
  }

  @Test
  void aLogWithoutAKillHasNoReportAndNoFault() {
    KernelLog log = KernelLog.of("[    1.0] Linux version 6.1\ngarbage [ 1] \u0000\n");
    assertEquals(new KernelLog(List.of(), List.of()), log);
  }

  @Test
  void anEmptyLogHasNoReport() {
    assertEquals(new KernelLog(List.of(), List.of()), KernelLog.of(""));
  }

  @Test
  void aReportWithoutItsBeginningIsAFault() {
    String log = Captured.kernelLog("6.1-v2-swap-full-killed");
    KernelLog cut = KernelLog.of(log.substring(log.indexOf("Tasks state")));
    assertEquals(List.of(), cut.reports());
    assertTrue(cut.faults().get(0).startsWith("a kill without the report"), cut::toString);
  }

  @Test
  void aReportWithoutItsEndIsAFault() {
    String log = Captured.kernelLog("6.1-v2-swap-full-killed");
    KernelLog cut = KernelLog.of(log.substring(0, log.indexOf("oom-kill:")));
    assertEquals(List.of(), cut.reports());
    assertEquals(List.of("a report begun by java has no line \"oom-kill:\""), cut.faults());
  }

  @Test
  void aTaskWithAColumnTooFewIsAFault() {
    String log = Captured.kernelLog("6.1-v2-swap-full-killed");
    KernelLog odd = KernelLog.of(log.replaceAll("(\\[ +311] +0) +311 ", "$1 "));
    assertEquals(1, odd.reports().size());
    assertTrue(odd.faults().get(0).startsWith("a task's line with"), odd::toString);
  }

  @Test
  void twoKillsAreTwoReports() {
    String log = Captured.kernelLog("6.1-v2-swap-full-killed");
    assertEquals(2, KernelLog.of(log + log).reports().size());
  }

  private static OomReport only(String name) {
    KernelLog log = KernelLog.of(Captured.kernelLog(name));
    assertEquals(List.of(), log.faults());
    assertEquals(1, log.reports().size());
    return log.reports().get(0);
  }
}
