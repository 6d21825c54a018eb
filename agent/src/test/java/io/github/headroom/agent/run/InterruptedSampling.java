package io.github.headroom.agent.run;

import java.util.concurrent.locks.LockSupport;

/**
 * Starts the agent's thread, interrupts it, and ends when the interrupt flag is clear. While the
 * flag is set, parkNanos returns at once and each read closes its file.
 */
final class InterruptedSampling {

  private InterruptedSampling() {}

  public static void main(String[] arguments) {
    SamplingThread thread = new SamplingThread("otel.metrics.exporter=console", null, null, null);
    thread.start();
    while (LockSupport.getBlocker(thread) != thread) { // until it waits for its next tick
      Thread.onSpinWait();
    }
    thread.interrupt();
    while (thread.isInterrupted()) {
      Thread.onSpinWait();
    }
    System.out.println(thread.isAlive() ? "goes on" : "has ended");
  }
}
