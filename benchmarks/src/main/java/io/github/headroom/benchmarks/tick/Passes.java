package io.github.headroom.benchmarks.tick;

import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The passes on this machine's own cgroup. */
@State(Scope.Thread)
@BenchmarkMode({Mode.SampleTime, Mode.AverageTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Passes {

  private final Sampler sampler = Rooms.sampler();
  private final Sample sample = new Sample();
  private final Figures figures = new Figures();

  @Setup
  public void openFiles() {
    sampler.fullPass(sample);
  }

  @TearDown
  public void closeFiles() {
    sampler.close();
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
}
