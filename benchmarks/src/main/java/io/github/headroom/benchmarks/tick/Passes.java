package io.github.headroom.benchmarks.tick;

import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The passes on this machine's own cgroup, what is derived, forecast and recorded of them, and
 * whole ticks: all of it in its order.
 */
@State(Scope.Thread)
@BenchmarkMode({Mode.SampleTime, Mode.AverageTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Passes {

  private final Sampler sampler = Rooms.sampler();
  private final Sample sample = new Sample();
  private final Figures figures = new Figures();
  private final Outlook outlook = new Outlook();
  private final LeakingTicks leak = new LeakingTicks();
  private final Path recording = Rooms.newRecording();
  private final Recorder recorder = Rooms.recorder(recording);
  private double seconds;

  @Setup
  public void openFiles() {
    sampler.fullPass(sample);
    outlook.full(sample, seconds);
  }

  @TearDown
  public void closeFiles() throws IOException {
    sampler.close();
    Files.delete(recording);
    Files.delete(recording.getParent());
  }

  @Benchmark
  public Sample fastPass() {
    sampler.fastPass(sample);
    return sample;
  }

  @Benchmark
  public Sample fullPass() {
    sampler.fullPass(sample);
    return sample;
  }

  @Benchmark
  public Figures derive() {
    Derivation.derive(sample, figures);
    return figures;
  }

  /** A container that grows: a forecast of one that rests has less to do. */
  @Benchmark
  public double deriveAndForecast() {
    Derivation.derive(sample, figures);
    return leak.next();
  }

  @Benchmark
  public Recorder record() {
    recorder.sample(sample, outlook, ++seconds, false, true);
    return recorder;
  }

  @Benchmark
  public Outlook fastTick() {
    sampler.fastPass(sample);
    outlook.fast(sample, ++seconds);
    recorder.sample(sample, outlook, seconds, false, true);
    return outlook;
  }

  @Benchmark
  public Outlook slowTick() {
    sampler.fullPass(sample);
    outlook.full(sample, ++seconds);
    recorder.sample(sample, outlook, seconds, true, true);
    return outlook;
  }
}
