package io.github.headroom.agent.run;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/**
 * Starts the agent's thread without a recording, waits for its first export, and runs the shutdown
 * hook with an hour as its limit.
 */
final class EndingUnrecorded {

  private EndingUnrecorded() {}

  public static void main(String[] arguments) throws InterruptedException {
    PrintStream out = System.out;
    CountDownLatch exported = new CountDownLatch(1);
    System.setOut(
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) {
                exported.countDown();
              }
            },
            true));
    SamplingThread thread =
        new SamplingThread(
            "otel.metrics.exporter=console,otel.metric.export.interval=100ms,headroom.recorder=off,"
                + "headroom.termination-message=off",
            null,
            null,
            null);
    thread.start();
    exported.await();
    thread.shutdown().exportLast(3_600_000);
    out.println("has ended");
  }
}
