package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadLookTest {

  private final List<Thread> threads = new ArrayList<>();
  private final ThreadLook look = new ThreadLook(new TestThreads());

  private final class TestThreads extends Threads {

    @Override
    Thread[] all() {
      return threads.toArray(new Thread[2000]);
    }
  }

  private void add(int count, String name) {
    for (int i = 0; i < count; i++) {
      threads.add(new Thread(() -> {}, name + i));
    }
  }

  private Finding look(double clock) {
    Sample sample = new Sample();
    return look.look(sample, sample, 1, clock);
  }

  @Test
  void theGroupThatGrewIsNamedNotTheLargest() {
    add(500, "http-nio-8080-exec-");
    add(20, "poll-");
    look.baseline(0);
    add(100, "poll-");
    Finding found = look(600);
    assertEquals("thread_stacks: 'poll-#' 20 -> 120 threads in 10 min (of 620)", found.sentence());
    assertEquals("thread_group", found.kind());
    assertEquals("poll-#", found.name());
    assertEquals(20, found.change().before());
    assertEquals(120, found.change().now());
  }

  @Test
  void theSecondLookComparesWithTheSameBaseline() {
    add(20, "poll-");
    look.baseline(0);
    add(100, "poll-");
    look(60);
    add(100, "poll-");
    assertEquals(
        "thread_stacks: 'poll-#' 20 -> 220 threads in 120 s (of 220)".replace("120 s", "2 min"),
        look(120).sentence());
  }

  @Test
  void aConfirmedBaselineHasTheTimeOfItsConfirmation() {
    add(20, "poll-");
    look.baseline(0);
    look.confirmBaseline(3600);
    add(100, "poll-");
    assertEquals(
        "thread_stacks: 'poll-#' 20 -> 120 threads in 60 s (of 120)", look(3660).sentence());
  }

  @Test
  void withoutABaselineTheLargestGroupIsNamed() {
    add(10, "a-");
    add(30, "b-");
    Finding found = look(10);
    assertEquals("thread_stacks: largest: 'b-#' 30 threads (of 40)", found.sentence());
    assertNull(found.change());
  }

  @Test
  void thereIsNoFindingWhereNoGroupGrew() {
    add(10, "a-");
    look.baseline(0);
    threads.remove(3);
    assertNull(look(60));
  }

  @Test
  void theClassOfAnUnnamedThreadIsInTheSentence() throws InterruptedException {
    look.baseline(0);
    Poller poller = new Poller();
    poller.start();
    poller.waits.await();
    threads.add(poller);
    String sentence = look(60).sentence();
    poller.end.countDown();
    poller.join();
    assertTrue(sentence.startsWith("thread_stacks: 'Thread-#' 0 -> 1 threads in 60 s"), sentence);
    assertTrue(sentence.contains(", class " + Poller.class.getName()), sentence);
  }

  @Test
  void theFirstFrameOfAPlainThreadIsInTheSentence() throws InterruptedException {
    look.baseline(0);
    Poller poller = new Poller();
    Thread plain = new Thread(poller);
    plain.setName("Thread-99999");
    plain.start();
    poller.waits.await();
    threads.add(plain);
    String sentence = look(60).sentence();
    poller.end.countDown();
    plain.join();
    assertTrue(sentence.contains(", in " + Poller.class.getName() + ".run"), sentence);
  }

  @Test
  void overriddenMethodsOfAThreadAreNotCalled() {
    look.baseline(0);
    threads.add(
        new Thread("Thread-7") {
          @Override
          public long getId() {
            throw new AssertionError("the application's code ran");
          }

          @Override
          public StackTraceElement[] getStackTrace() {
            throw new AssertionError("the application's code ran");
          }
        });
    threads.add(new Thread("Thread-8a"));
    assertTrue(look(60).sentence().contains(", class " + getClass().getName() + "$"));
  }

  private static final class Poller extends Thread {

    private final CountDownLatch waits = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    public void run() {
      waits.countDown();
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void manyNamesAreCountedUpToABound() {
    look.baseline(0);
    for (int i = 0; i < 5000; i++) {
      threads.add(new Thread(() -> {}, "a".repeat(1 + i % 40) + (char) ('a' + i % 26)));
    }
    assertNotNull(look(60));
  }

  @Test
  void theThreadsOfThisJvmAreListed() throws InterruptedException {
    Poller poller = new Poller();
    poller.setName("seen");
    poller.start();
    poller.waits.await();
    boolean seen = false;
    for (Thread thread : new Threads().all()) {
      seen |= thread == poller;
    }
    poller.end.countDown();
    poller.join();
    assertTrue(seen);
  }
}
