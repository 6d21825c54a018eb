package io.github.headroom.agent.publish;

import org.jspecify.annotations.Nullable;

/**
 * Events that wait to be sent, at most {@value #MOST}. A new event replaces the oldest when the
 * queue is full.
 */
public final class EventQueue {

  static final int MOST = 64;

  private final @Nullable Event[] events = new Event[MOST];
  private long first;
  private long next;
  private long dropped;

  /** Adds an event. Allocates nothing. */
  public synchronized void add(Event event) {
    if (next - first == MOST) {
      first++;
      dropped++;
    }
    events[(int) (next++ % MOST)] = event;
  }

  /** Returns how many events have been added so far. */
  synchronized long added() {
    return next;
  }

  public synchronized boolean isEmpty() {
    return next == first;
  }

  /** Returns how many events have been replaced by newer ones so far. */
  synchronized long dropped() {
    return dropped;
  }

  /** Returns the waiting events, the oldest first, and keeps them in the queue. */
  synchronized Event[] waiting() {
    Event[] waiting = new Event[(int) (next - first)];
    for (int i = 0; i < waiting.length; i++) {
      Event event = events[(int) ((first + i) % MOST)];
      if (event != null) { // always true
        waiting[i] = event;
      }
    }
    return waiting;
  }

  /** Removes the events that {@link #waiting} returned and that are still in the queue. */
  synchronized void remove(Event[] sent) {
    for (Event event : sent) {
      if (first < next && events[(int) (first % MOST)] == event) {
        events[(int) (first++ % MOST)] = null;
      }
    }
  }
}
