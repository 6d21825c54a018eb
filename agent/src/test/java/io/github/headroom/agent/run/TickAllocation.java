package io.github.headroom.agent.run;

import com.sun.management.ThreadMXBean;
import io.github.headroom.agent.derive.Foretold;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.record.LastWords;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.record.TerminationMessage;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.Sampler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs ticks as the agent's thread does and prints how many bytes they put on the Java heap: a
 * thousand fast ones, recorded, on this machine's cgroup ("BYTES of USAGE-STATE"), and a thousand
 * on a made-up group that grows, so that the forecast has all its work ("BYTES of VERDICT"). To be
 * run with -Xint, where no object is optimised away.
 */
final class TickAllocation {

  private static final int TICKS = 1000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private TickAllocation() {}

  public static void main(String[] arguments) throws IOException {
    AgentLog log = new AgentLog(System.err, AgentLog.Level.WARN);
    Sampler sampler = Sampler.ofThisJvm(Path.of("/"), null, System::currentTimeMillis, log);
    Sample sample = new Sample();
    Outlook outlook = new Outlook();
    VerdictWatch verdicts = new VerdictWatch(log);
    Path file = Files.createTempDirectory("headroom-test").resolve("1-1.headroom");
    Recorder recorder = new Recorder(RecordingFile.create(file, 1 << 20, ""), log);
    Path message = Files.createFile(file.resolveSibling("termination-log"));
    LastWords words = new LastWords(new TerminationMessage(message, log));
    ExportPace pace = new ExportPace(10_000_000_000L, 0);
    sampler.fullPass(sample);
    outlook.full(sample, 0);
    long bytes = 0;
    for (int round = 0; round < 2; round++) { // the first is for classes and call sites
      long before = allocated();
      for (int tick = 1; tick <= TICKS; tick++) {
        sampler.fastPass(sample);
        double seconds = round * TICKS + tick;
        outlook.fast(sample, seconds);
        recorder.sample(sample, outlook, seconds, false, true);
        verdicts.look(outlook, seconds);
        words.look(sample, outlook, seconds, false);
        pace.look(outlook, (long) (seconds * 1e9));
      }
      bytes = allocated() - before;
    }
    System.out.println(bytes + " of " + sample.state(Field.USAGE));
    sampler.close();
    Files.delete(file);
    Files.delete(message);
    Files.delete(file.getParent());
    for (int round = 0; round < 2; round++) {
      outlook = new Outlook();
      bytes = growing(outlook);
    }
    System.out.println(bytes + " of " + outlook.verdict());
  }

  /** Every tenth sample is one of a full pass. */
  private static long growing(Outlook outlook) {
    SampleBuilder group = Foretold.jvm(100);
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
