package io.github.headroom.agent.sample;

import com.sun.management.ThreadMXBean;
import io.github.headroom.agent.log.AgentLog;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * Runs fast passes on this machine's cgroup and prints how many bytes a thousand of them put on the
 * Java heap: "BYTES of USAGE-STATE". To be run with -Xint, where no object is optimised away.
 */
final class FastPassAllocation {

  private FastPassAllocation() {}

  public static void main(String[] arguments) {
    AgentLog log = new AgentLog(System.err, AgentLog.Level.WARN);
    Sampler sampler = Sampler.ofThisJvm(Path.of("/"), null, System::currentTimeMillis, log);
    Sample sample = new Sample();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    sampler.fullPass(sample);
    long bytes = 0;
    for (int round = 0; round < 2; round++) { // the first is for classes and call sites
      long before = threads.getThreadAllocatedBytes(self);
      for (int pass = 0; pass < 1_000; pass++) {
        sampler.fastPass(sample);
      }
      bytes = threads.getThreadAllocatedBytes(self) - before;
    }
    System.out.println(bytes + " of " + sample.state(Field.USAGE));
    sampler.close();
  }
}
