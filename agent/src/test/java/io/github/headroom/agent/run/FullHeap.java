package io.github.headroom.agent.run;

import io.github.headroom.agent.log.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A log that has no memory for as long as the test requires. */
final class FullHeap {

  /** Replaces OutOfMemoryError, which ends JUnit. */
  static final class NoMemory extends VirtualMachineError {}

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  final AgentLog log;
  boolean full;

  FullHeap(AgentLog.Level level) {
    log =
        new AgentLog(
            new PrintStream(bytes, true, StandardCharsets.UTF_8) {
              @Override
              public void print(String text) {
                if (full) {
                  throw new NoMemory();
                }
                super.print(text);
              }
            },
            level);
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
