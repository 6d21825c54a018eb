package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EventQueueTest {

  private final EventQueue queue = new EventQueue();

  private Event add(String body) {
    Event event = new Event(Event.CAUSE, 1, Event.WARN, body);
    queue.add(event);
    return event;
  }

  @Test
  void whatWaitsIsInItsOrderAndStays() {
    Event[] added = {add("a"), add("b")};
    assertArrayEquals(added, queue.waiting());
    assertArrayEquals(added, queue.waiting());
  }

  @Test
  void whatIsAddedMeanwhileIsNotRemoved() {
    add("a");
    long added = queue.added();
    Event later = add("b");
    queue.removeUntil(added);
    assertArrayEquals(new Event[] {later}, queue.waiting());
  }

  @Test
  void theOldestGivesWayAndIsCounted() {
    Event[] all = new Event[200];
    for (int i = 0; i < all.length; i++) {
      all[i] = add("" + i);
    }
    assertEquals(EventQueue.MOST, queue.waiting().length);
    assertSame(all[200 - EventQueue.MOST], queue.waiting()[0]);
    assertSame(all[199], queue.waiting()[EventQueue.MOST - 1]);
    assertEquals(200 - EventQueue.MOST, queue.dropped());
  }

  @Test
  void whatGaveWayIsNotMissedByWhoHasSentIt() {
    add("a");
    long added = queue.added();
    for (int i = 0; i < EventQueue.MOST; i++) {
      add("b");
    }
    queue.removeUntil(added);
    assertEquals(EventQueue.MOST, queue.waiting().length);
    queue.removeUntil(queue.added());
    assertTrue(queue.isEmpty());
  }
}
