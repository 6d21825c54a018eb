package io.github.headroom.agent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.cause.Findings;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.DiagnosticCommands;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ticks of a cgroup of 1000 MiB that uses 200 MiB, half of it anonymous memory. */
class TickTest {

  private static final long MIB = 1 << 20;

  @TempDir Path root;
  private final FullHeap heap = new FullHeap(AgentLog.Level.WARN);
  private final AgentLog log = heap.log;
  private final Properties given = new Properties();
  private long now = 1_795_699_624_967L;
  private Sampler sampler;
  private Tick tick;
  private Causes causes;

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
    sampler = Sampler.ofThisJvm(root, null, () -> now, log);
    tick = tick();
    tick.pass(true);
    for (int i = 0; i < 19; i++) { // with the first one as many as a verdict needs
      assertFalse(tick.isLeftOut(false), "nothing is known yet");
      tick.pass(false);
    }
    assertEquals(Verdict.FITS, tick.outlook().verdict());
  }

  private Tick tick() {
    Settings settings = SettingsReader.read(null, given, Map.of(), root, new ArrayList<>());
    Wiring wiring = new Wiring(log);
    Exports exports = new Exports(log);
    Events events = new Events(wiring, settings, exports, log);
    return new Tick(wiring, settings, sampler, new Records(log), exports, causes, events, log);
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
    usage(209); // 800 MiB are free: 8 MiB more change nothing
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

  @Test
  void whatIsRecordedOnceMoreIsOfTheLastTickAtWhichItStillHeld() throws IOException {
    tick.pass(false);
    for (int i = 0; i < 3; i++) {
      now += 1000;
      assertTrue(tick.isLeftOut(false));
    }
    long held = now;
    now += 1000;
    usage(700);
    assertFalse(tick.isLeftOut(false));
    assertEquals(held, tick.sample().epochMillis());
  }

  @Test
  void aDirectiveForWhichThereIsNoMemoryLeavesThePassAsItIs() throws Exception {
    Method run = FullJvm.class.getDeclaredMethod("run", String.class);
    run.setAccessible(true); // of another package
    set("missing", null);
    set("commands", new DiagnosticCommands(new FullJvm(), run, false));
    assertTrue(tick.pass(true));
    tick.directCompilers();
  }

  @Test
  void noReliefIsDecidedOnBeforeTheWayToTheCommandsHasBeenSought() throws Exception {
    given.setProperty("headroom.relief", "trim");
    tick = tick();
    tick.pass(true);
    Field missing = Sampler.class.getDeclaredField("missing");
    missing.setAccessible(true);
    Object ofTheJvm = missing.get(sampler); // this machine's page size is unknown
    Field sought = ofTheJvm.getClass().getDeclaredField("beansAreThere");
    sought.setAccessible(true);
    sought.set(ofTheJvm, false);
    tick.relieve();
    assertFalse(heap.text().contains("trim is not done"), heap::text);

    sought.set(ofTheJvm, true);
    tick.relieve();
    assertTrue(heap.text().contains("trim is not done"), heap::text);
  }

  @Test
  void aTerminationMessageForWhichThereIsNoMemoryLeavesTheStatus() throws IOException {
    Path message = Files.createFile(root.resolve("termination-log"));
    Path status = root.resolve("status.json");
    given.setProperty("headroom.recorder", "off");
    given.setProperty("headroom.termination-message", message.toString());
    given.setProperty("headroom.status-file", status.toString());
    tick = tick();
    tick.pass(true);
    tick.beginRecords();
    Files.delete(message); // which is logged
    heap.full = true;
    tick.writeMessage();
    assertTrue(Files.exists(status));
  }

  @Test
  void aCauseForWhichTheLogHasNoMemoryIsInTheStatusAtOnceAndLoggedLater() throws IOException {
    Path status = root.resolve("status.json");
    given.setProperty("headroom.recorder", "off");
    given.setProperty("headroom.status-file", status.toString());
    Finding[] found = {
      Findings.of(MemoryArea.NATIVE_OTHER, "arenas", "arenas", "malloc arenas 9 -> 61")
    };
    causes =
        new Causes(null, true, log) {
          @Override
          Finding found() {
            return found[0];
          }

          @Override
          void taken() {
            found[0] = null;
          }
        };
    tick = tick();
    tick.pass(true);
    tick.beginRecords();
    heap.full = true;
    tick.publishCause();
    assertTrue(Files.readString(status).contains("malloc arenas"), "it takes no memory");
    heap.full = false;
    tick.publishCause();
    tick.publishCause();
    assertEquals(2, heap.text().split("WARN cause: native_other", -1).length, heap.text());
  }

  /** A JVM whose commands run out of memory, also when asked for the reason. */
  static final class FullJvm {

    Object run(String line) {
      return new Object() {
        @Override
        public String toString() {
          throw new OutOfMemoryError(line) {
            @Override
            public String getMessage() {
              throw new OutOfMemoryError("Java heap space");
            }
          };
        }
      };
    }
  }

  /** A test's JVM is not started as an agent and cannot reach its commands. */
  private void set(String field, Object value) throws ReflectiveOperationException {
    Field set = Sampler.class.getDeclaredField(field);
    set.setAccessible(true);
    set.set(sampler, value);
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
