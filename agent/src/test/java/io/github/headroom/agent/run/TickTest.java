package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ticks of a group of 1000 MiB that uses 200, of which 100 are anonymous memory. */
class TickTest {

  private static final long MIB = 1 << 20;

  @TempDir Path root;
  private final AgentLog log = new CapturedLog().log();
  private Sampler sampler;
  private Tick tick;

  @BeforeEach
  void aQuietGroup() throws IOException {
    write("proc/self/cgroup", "0::/app\n");
    write(
        "proc/self/mountinfo",
        "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n");
    write("proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\nSwapFree: 0 kB\n");
    write("sys/fs/cgroup/app/cgroup.procs", ProcessHandle.current().pid() + "\n");
    write("sys/fs/cgroup/app/memory.max", 1000 * MIB + "\n");
    write(
        "sys/fs/cgroup/app/memory.stat",
        "anon "
            + 100 * MIB
            + "\nfile 0\ninactive_file 0\nactive_file 0\nslab_reclaimable 0\npgfault 1\n");
    usage(200);
    sampler = Sampler.ofThisJvm(root, null, System::currentTimeMillis, log);
    Settings settings =
        SettingsReader.read(null, new Properties(), Map.of(), root, new ArrayList<>());
    tick = new Tick(new Wiring(log), settings, sampler, new Records(log), new Exports(log), log);
    tick.pass(true);
    for (int i = 0; i < 19; i++) { // with the first as many as a verdict takes
      assertFalse(tick.isLeftOut(false), "nothing is known yet");
      tick.pass(false);
    }
    assertEquals(Verdict.FITS, tick.outlook().verdict());
  }

  @AfterEach
  void closeTheFiles() {
    sampler.close();
  }

  @Test
  void whereNothingMovesFourTicksOfFiveAreLeftOut() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 4; i++) {
        assertTrue(tick.isLeftOut(false));
      }
      assertFalse(tick.isLeftOut(false));
      tick.pass(false);
    }
  }

  @Test
  void aTickThatIsWantedIsNotLeftOut() {
    assertTrue(tick.isLeftOut(false));
    assertFalse(tick.isLeftOut(true));
  }

  @Test
  void theTickAtWhichUsageHasMovedIsNotLeftOut() throws IOException {
    assertTrue(tick.isLeftOut(false));
    usage(209); // 800 MiB are free, of which 8 are nothing
    assertFalse(tick.isLeftOut(false));
    tick.pass(false);
    assertTrue(tick.isLeftOut(false), "it stands still where it is now");
  }

  @Test
  void aFallOfUsageIsAMoveToo() throws IOException {
    usage(191);
    assertFalse(tick.isLeftOut(false));
  }

  @Test
  void aSpikeAfterTicksThatWereLeftOutIsSeenByTheNextTick() throws IOException {
    tick.pass(false);
    for (int i = 0; i < 4; i++) {
      assertTrue(tick.isLeftOut(false));
    }
    usage(700);
    assertFalse(tick.isLeftOut(false));
    tick.pass(false);
    assertTrue(tick.outlook().isPressing());
    assertFalse(tick.isLeftOut(false), "while the end may be near no tick is");
  }

  private void usage(long mebibytes) throws IOException {
    write("sys/fs/cgroup/app/memory.current", mebibytes * MIB + "\n");
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
