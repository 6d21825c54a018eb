package io.github.headroom.agent.run;

import com.sun.management.ThreadMXBean;
import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.settings.SettingsReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Runs ticks like the agent's thread and prints how many bytes they allocate: a thousand recorded
 * fast ticks on this machine's cgroup ("BYTES of USAGE-STATE"), and a thousand on an artificial
 * cgroup that grows, so that the forecast does all its work ("BYTES of VERDICT"). Run it with
 * -Xint, which removes no allocation.
 */
final class TickAllocation {

  private static final int TICKS = 1000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private TickAllocation() {}

  public static void main(String[] arguments) throws IOException {
    AgentLog log = new AgentLog(System.err, AgentLog.Level.WARN);
    Sampler sampler = Sampler.ofThisJvm(Path.of("/"), null, System::currentTimeMillis, log);
    Path directory = Files.createTempDirectory("headroom-test");
    Path message = Files.createFile(directory.resolve("termination-log"));
    Properties given = new Properties();
    given.setProperty("headroom.recorder.dir", directory.toString());
    given.setProperty("headroom.termination-message", message.toString());
    Settings settings = SettingsReader.read(null, given, Map.of(), directory, new ArrayList<>());
    Records records = new Records(log);
    Causes causes = new Causes(null, true, log);
    Wiring wiring = new Wiring(log);
    Exports exports = new Exports(log);
    Events events = new Events(wiring, settings, exports, log);
    Tick tick = new Tick(wiring, settings, sampler, records, exports, causes, events, log);
    ExportPace pace = new ExportPace(10_000_000_000L, 0);
    tick.pass(true);
    tick.beginRecords();
    long bytes = 0;
    for (int round = 0; round < 2; round++) { // the first round loads classes and links call sites
      long before = allocated();
      for (int i = 1; i <= TICKS; i++) {
        tick.isLeftOut(false);
        tick.pass(false);
        tick.record();
        tick.warn();
        pace.look(tick.outlook(), System.nanoTime());
        tick.writeMessage();
        tick.publishCause();
        tick.lookForCause();
        tick.relieve();
        tick.recordHalt();
      }
      bytes = allocated() - before;
    }
    if (!records.isRecording()) {
      throw new IllegalStateException("nothing was recorded");
    }
    System.out.println(bytes + " of " + tick.sample().state(Field.USAGE));
    sampler.close();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
    Outlook grown = new Outlook();
    for (int round = 0; round < 2; round++) {
      grown = new Outlook();
      bytes = growing(grown);
    }
    System.out.println(bytes + " of " + grown.verdict());
  }

  /** Every tenth sample comes from a full pass. */
  private static long growing(Outlook outlook) {
    SampleBuilder group = ForecastFigures.jvm(100);
    Sample sample = group.build();
    long anon = sample.value(Field.ANON);
    long before = allocated();
    for (int tick = 0; tick < TICKS; tick++) {
      anon += 600_000;
      group.with(Field.ANON, anon).with(Field.USAGE, anon).with(Field.RSS_ANON, anon);
      if (tick % 10 == 0) {
        outlook.full(sample, tick);
      } else {
        outlook.fast(sample, tick);
      }
    }
    return allocated() - before;
  }

  private static long allocated() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
