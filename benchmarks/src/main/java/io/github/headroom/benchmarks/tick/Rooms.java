package io.github.headroom.benchmarks.tick;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.record.Recorder;
import io.github.headroom.agent.record.RecordingFile;
import io.github.headroom.agent.sample.Sampler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;

/** The agent's rooms on this process, as the agent joins them. */
final class Rooms {

  /** As the agent's file on a disk has it. */
  private static final long RECORDING_BYTES = 4 << 20;

  private Rooms() {}

  static Sampler sampler() {
    return Sampler.ofThisJvm(
        Path.of("/"),
        noInstrumentation(),
        System::currentTimeMillis,
        new AgentLog(System.err, AgentLog.Level.WARN));
  }

  /** In a directory of its own. */
  static Path newRecording() {
    try {
      return Files.createTempDirectory("headroom-benchmark").resolve("1-1.headroom");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Recorder recorder(Path file) {
    try {
      return new Recorder(
          RecordingFile.create(file, RECORDING_BYTES, ""),
          new AgentLog(System.err, AgentLog.Level.WARN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only NMT asks for it, and that is off here. */
  private static Instrumentation noInstrumentation() {
    return (Instrumentation)
        Proxy.newProxyInstance(
            Rooms.class.getClassLoader(),
            new Class<?>[] {Instrumentation.class},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
