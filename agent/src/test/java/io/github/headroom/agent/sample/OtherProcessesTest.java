package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherProcessesTest {

  private static final String STATUS =
      """
      Name:\tsidecar
      Pid:\t7
      VmRSS:\t 100 kB
      RssAnon:\t 70 kB
      RssFile:\t 20 kB
      RssShmem:\t 10 kB
      VmPTE:\t 4 kB
      VmSwap:\t 8 kB
      Threads:\t1
      """;

  @TempDir Path directory;
  private CgroupRoot root;

  @BeforeEach
  void aGroupWithThisProcess() throws IOException {
    root = CgroupRoot.v2(directory, "/app").group("/app", "1\n", "2\n");
    // Process 5 is the one that looks: proc/self leads to it, as the kernel has it.
    Files.move(directory.resolve("proc/self"), directory.resolve("proc/5"));
    Files.createSymbolicLink(directory.resolve("proc/self"), Path.of("5"));
    processes("/app", "5\n");
  }

  @Test
  void aGroupWithNobodyElseHasNoRows() {
    assertEquals("0: ", read());
  }

  @Test
  void anotherProcessIsReadWithItsAdjustment() {
    processes("/app", "5\n7\n");
    process(7, STATUS, "-998\n");
    assertEquals("1: 7 102400 71680 20480 10240 8192 4096 -998 1", read());
  }

  @Test
  void theProcessesOfGroupsBelowAreOfTheGroup() {
    root.file("/app/a.slice", "memory.current", "1\n");
    root.file("/app/a.slice/b", "memory.current", "1\n");
    processes("/app/a.slice", "7\n");
    processes("/app/a.slice/b", "8\n9\n");
    process(7, STATUS, "0\n");
    process(8, STATUS, "0\n");
    process(9, STATUS, "0\n");
    assertEquals(3, pids().size());
  }

  @Test
  void aHiddenProcessIsCountedButHasNoRow() {
    processes("/app", "5\n7\n8\n");
    process(8, STATUS, "0\n");
    assertTrue(read().startsWith("2: 8 "), this::read);
  }

  @Test
  void anUnreadableOneHasARowWithTheReason() throws IOException {
    processes("/app", "5\n7\n");
    Files.createDirectories(directory.resolve("proc/7/status")); // a directory opens, never reads
    assertEquals("1: 7 " + "UNREADABLE ".repeat(7) + "UNREADABLE", read());
  }

  @Test
  void aZombieHasNoSizes() {
    processes("/app", "5\n7\n");
    process(7, "Name:\tgone\nState:\tZ (zombie)\nPid:\t7\n", "0\n");
    assertEquals("1: 7 ABSENT ABSENT ABSENT ABSENT ABSENT ABSENT 0 ABSENT", read());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x\n", "-\n", "1001\n", "--1\n", "1 2\n"})
  void anAdjustmentThatIsNoneIsUnreadable(String adjustment) {
    processes("/app", "5\n7\n");
    process(7, STATUS, adjustment);
    assertTrue(read().endsWith(" UNREADABLE"), this::read);
  }

  @Test
  void theFirstOfHundredsAreReadAndAllAreCounted() {
    StringBuilder pids = new StringBuilder("5\n");
    for (int pid = 1001; pid <= 1300; pid++) {
      pids.append(pid).append('\n');
      process(pid, STATUS, "0\n");
    }
    processes("/app", pids.toString());
    Sample sample = new Sample();
    source().read(sample);
    assertEquals(300, sample.value(Field.OTHER_PROCESSES));
    assertEquals(OtherProcesses.MOST, sample.otherProcesses().size());
  }

  @Test
  void theCountOfTooManyGroupsBelowIsNotKnown() {
    for (int i = 0; i < 100; i++) {
      root.file("/app/g" + i, "memory.current", "1\n");
      processes("/app/g" + i, "");
    }
    assertEquals("UNREADABLE", read());
  }

  @Test
  void withoutAListNothingIsKnown() throws IOException {
    Files.delete(root.directory("/app").resolve("cgroup.procs"));
    assertEquals("ABSENT", read());
  }

  @Test
  void aListThatCannotBeReadIsUnreadable() throws IOException {
    Files.delete(root.directory("/app").resolve("cgroup.procs"));
    Files.createDirectory(root.directory("/app").resolve("cgroup.procs"));
    assertEquals("UNREADABLE", read());
  }

  @Test
  void aPidThatIsCutOffIsNotAnother() {
    processes("/app", "5\n7\n8");
    process(7, STATUS, "0\n");
    assertEquals(List.of("7"), pids());
  }

  @Test
  void nothingOfAnEarlierPassStaysBehind() {
    processes("/app", "5\n7\n");
    process(7, STATUS, "0\n");
    Sample sample = new Sample();
    source().read(sample);
    processes("/app", "5\n");
    source().read(sample);
    assertEquals("0: ", text(sample));
  }

  @Test
  void aChildOfThisJvmIsFoundInTheRealCgroup() throws Exception {
    File procs = new File("/sys/fs/cgroup/memory/cgroup.procs");
    assumeTrue(procs.exists(), "no cgroup v1 memory hierarchy at /sys/fs/cgroup/memory");
    Process child = new ProcessBuilder("sleep", "60").start();
    Sampler sampler =
        Sampler.ofThisJvm(
            Path.of("/"),
            null,
            System::currentTimeMillis,
            new io.github.headroom.agent.log.CapturedLog().log());
    try {
      Sample sample = new Sample();
      sampler.fullPass(sample);
      Rows others = sample.otherProcesses();
      List<String> pids = new ArrayList<>();
      for (int i = 0; i < others.size(); i++) {
        pids.add(others.name(i));
      }
      assumeTrue(!others.full(), "more processes in this cgroup than are read");
      assertTrue(pids.contains(Long.toString(child.pid())), pids::toString);
      assertTrue(!pids.contains(Long.toString(ProcessHandle.current().pid())), pids::toString);
    } finally {
      child.destroy();
      sampler.close();
    }
  }

  @Test
  void processesThatEndWhileTheyAreReadAreNotCounted() throws Exception {
    File procs = new File("/sys/fs/cgroup/memory/cgroup.procs");
    assumeTrue(procs.exists(), "no cgroup v1 memory hierarchy at /sys/fs/cgroup/memory");
    Process shell =
        new ProcessBuilder("sh", "-c", "while :; do /bin/true & /bin/true; done").start();
    Sampler sampler =
        Sampler.ofThisJvm(
            Path.of("/"),
            null,
            System::currentTimeMillis,
            new io.github.headroom.agent.log.CapturedLog().log());
    try {
      Sample sample = new Sample();
      for (int pass = 0; pass < 300; pass++) {
        sampler.fullPass(sample);
        Rows others = sample.otherProcesses();
        assumeTrue(!others.full(), "more processes in this cgroup than are read");
        assertEquals(sample.value(Field.OTHER_PROCESSES), others.size());
        for (int i = 0; i < others.size(); i++) {
          for (int column = 0; column < Sample.OTHER_COLUMNS; column++) {
            assertNotEquals(State.UNREADABLE, others.state(i, column));
          }
        }
      }
    } finally {
      shell.destroy();
      sampler.close();
    }
  }

  private void processes(String group, String pids) {
    root.write(
        directory.relativize(root.directory(group).resolve("cgroup.procs")).toString(), pids);
  }

  private void process(int pid, String status, String adjustment) {
    root.write("proc/" + pid + "/status", status);
    root.write("proc/" + pid + "/oom_score_adj", adjustment);
  }

  private OtherProcesses source() {
    return new OtherProcesses(root.locate(), directory.resolve("proc"), "self", new FileText());
  }

  private List<String> pids() {
    Sample sample = new Sample();
    source().read(sample);
    List<String> pids = new ArrayList<>();
    for (int i = 0; i < sample.otherProcesses().size(); i++) {
      pids.add(sample.otherProcesses().name(i));
    }
    return pids;
  }

  private String read() {
    Sample sample = new Sample();
    source().read(sample);
    return text(sample);
  }

  private static String text(Sample sample) {
    if (!sample.known(Field.OTHER_PROCESSES)) {
      return sample.state(Field.OTHER_PROCESSES).toString();
    }
    StringBuilder text = new StringBuilder();
    text.append(sample.value(Field.OTHER_PROCESSES)).append(": ");
    Rows rows = sample.otherProcesses();
    for (int row = 0; row < rows.size(); row++) {
      text.append(row == 0 ? "" : ", ").append(rows.name(row));
      for (int column = 0; column < Sample.OTHER_COLUMNS; column++) {
        Object number = rows.known(row, column) ? rows.value(row, column) : rows.state(row, column);
        text.append(' ').append(number);
      }
    }
    return text.toString();
  }
}
