package io.github.headroom.agent.publish;

import org.jspecify.annotations.Nullable;

/** Events that wait to be sent, {@value #MOST} at most: the oldest gives way to a new one. */
public final class EventQueue {

  static final int MOST = 64;

  private final @Nullable Event[] events = new Event[MOST];
  private long first;
  private long next;
  private long dropped;

  /** Needs no memory. */
  public synchronized void add(Event event) {
    if (next - first == MOST) {
      first++;
      dropped++;
    }
    events[(int) (next++ % MOST)] = event;
  }

  /** How many were added since the beginning. */
  synchronized long added() {
    return next;
  }

  public synchronized boolean isEmpty() {
    return next == first;
  }

  /** How many gave way to others since the beginning. */
  synchronized long dropped() {
    return dropped;
  }

  /** Those that wait, the oldest first; they go on waiting. */
  synchronized Event[] waiting() {
    Event[] waiting = new Event[(int) (next - first)];
    for (int i = 0; i < waiting.length; i++) {
      Event event = events[(int) ((first + i) % MOST)];
      if (event != null) { // always
        waiting[i] = event;
      }
    }
    return waiting;
  }

  /** Takes out those that {@link #waiting} gave, but for what has given way meanwhile. */
  synchronized void remove(Event[] sent) {
    for (Event event : sent) {
      if (first < next && events[(int) (first % MOST)] == event) {
        events[(int) (first++ % MOST)] = null;
      }
    }
  }
}
