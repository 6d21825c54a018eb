package io.github.headroom.agent.transport;

import java.util.concurrent.locks.LockSupport;

/**
 * Closes the socket of a call that is over its time, for the length of one large request only: a
 * blocking write to a server that does not read knows no timeout (SO_TIMEOUT is for reads), and
 * small requests fit into the send buffer.
 */
final class OverdueWrite extends Thread {

  private final Connection connection;
  private final long deadline;
  private volatile boolean ended;

  private OverdueWrite(Connection connection, long deadline) {
    super(null, null, "headroom-large-request", 64 * 1024);
    this.connection = connection;
    this.deadline = deadline;
  }

  static OverdueWrite watch(Connection connection, long deadline) {
    OverdueWrite watch = new OverdueWrite(connection, deadline);
    watch.setDaemon(true);
    watch.start();
    return watch;
  }

  void end() {
    ended = true;
    LockSupport.unpark(this);
  }

  @Override
  public void run() {
    while (!ended) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        connection.close();
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }
}
