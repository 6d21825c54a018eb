package io.github.headroom.agent.publish;

/** Sends events, one try a call. Called from one thread, where nothing else is said. */
public interface EventSink {

  // What becomes of events. No enum: that is one class more.
  int TAKEN = 0;

  /** The collector may take them later. */
  int FAILED = 1;

  /** The collector does not take these; the next it may. */
  int REFUSED = 2;

  /** The collector takes no events at all: it has no pipeline of logs. */
  int UNKNOWN = 3;

  /** Sends within the time of the settings, and gives what has become of them. */
  int send(Event[] events);

  /** Nanoseconds until the collector wants the next request; 0 where it may be sent now. */
  long heldNanos();

  /**
   * Ends a call whose time is over; from any thread, without waiting.
   *
   * @param now of {@link System#nanoTime}
   */
  void endOverdue(long now);

  /** Closes a connection that was kept for the next call. */
  void rest();

  /** Ends a call under way at once and fails every later one; from any thread. */
  void shutdown();
}
