package io.github.headroom.agent.transport;

import java.util.concurrent.locks.LockSupport;

/** Ends a client's overdue calls, as the sampling thread does in the agent. */
final class OverdueWatch implements AutoCloseable {

  private volatile boolean closed;

  OverdueWatch(RetryingClient<?> client) {
    Thread thread =
        new Thread(
            () -> {
              while (!closed) {
                client.endOverdue(System.nanoTime());
                LockSupport.parkNanos(1_000_000);
              }
            },
            "overdue-watch");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
  }
}
