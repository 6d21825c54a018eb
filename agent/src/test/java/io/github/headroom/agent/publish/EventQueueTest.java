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
  void waitingEventsKeepTheirOrder() {
    Event[] added = {add("a"), add("b")};
    assertArrayEquals(added, queue.waiting());
    assertArrayEquals(added, queue.waiting());
  }

  @Test
  void whatIsAddedMeanwhileIsNotRemoved() {
    add("a");
    Event[] sent = queue.waiting();
    Event later = add("b");
    queue.remove(sent);
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
    Event kept = add("b");
    Event[] sent = queue.waiting();
    for (int i = 1; i < EventQueue.MOST; i++) {
      add("c");
    }
    assertSame(kept, queue.waiting()[0]);
    queue.remove(sent);
    assertEquals(EventQueue.MOST - 1, queue.waiting().length);
    queue.remove(queue.waiting());
    assertTrue(queue.isEmpty());
  }
}
