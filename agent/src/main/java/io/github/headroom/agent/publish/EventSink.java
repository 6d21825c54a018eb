package io.github.headroom.agent.publish;

/** Sends events, one attempt per call. Called from one thread unless a method states otherwise. */
public interface EventSink {

  // The outcomes of sending. They are not an enum, which would be one more class.
  int TAKEN = 0;

  /** The collector may accept them later. */
  int FAILED = 1;

  /** The collector rejects these events. It may accept the next ones. */
  int REFUSED = 2;

  /** The collector accepts no events: it has no logs pipeline. */
  int UNKNOWN = 3;

  /** Sends within the timeout of the settings. Returns the outcome. */
  int send(Event[] events);

  /**
   * Returns the time until the collector wants the next request, in ns; 0 if it may be sent now.
   */
  long heldNanos();

  /**
   * Ends a call whose timeout has passed. May be called from any thread and does not wait.
   *
   * @param now the time of {@link System#nanoTime}
   */
  void endOverdue(long now);

  /** Closes a connection that was kept for the next call. */
  void rest();

  /** Ends a running call at once and makes every later one fail. May be called from any thread. */
  void shutdown();
}
