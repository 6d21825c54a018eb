package io.github.headroom.agent.run;

/** The shutdown hook: one last export within a bound that nobody notices. */
final class LastExport extends Thread {

  /** A JVM's end is delayed by at most this. */
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
