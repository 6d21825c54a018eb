package io.github.headroom.agent.run;

/** The shutdown hook: one last export in a short, bounded time. */
final class LastExport extends Thread {

  /** The longest delay of the JVM's end. */
  static final long MAX_MILLIS = 800;

  private final Shutdown shutdown;

  LastExport(Shutdown shutdown) {
    super(null, null, "headroom-last-export", 256 * 1024);
    this.shutdown = shutdown;
  }

  @Override
  public void run() {
    shutdown.exportLast(MAX_MILLIS);
  }
}
