package io.github.headroom.agent.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LaterStartTest {

  private final AtomicInteger builds = new AtomicInteger();
  private final AtomicInteger starts = new AtomicInteger();

  @Test
  void whereThereIsNoMemoryForAThreadTheSameOneIsStartedLater() throws InterruptedException {
    LaterStart start =
        new Later() {
          @Override
          Thread build() {
            return new Started(builds.incrementAndGet() == 1 ? 1 : 0);
          }
        };
    start.start();
    start.join();
    assertEquals("2 starts of 1", starts + " starts of " + builds);
  }

  @Test
  void whereThereIsNoMemoryToBuildItItIsBuiltAnew() throws InterruptedException {
    LaterStart start =
        new Later() {
          @Override
          Thread build() {
            if (builds.incrementAndGet() == 1) {
              throw new OutOfMemoryError("Java heap space");
            }
            return new Started(0);
          }
        };
    start.start();
    start.join();
    assertEquals("1 starts of 2", starts + " starts of " + builds);
  }

  @Test
  void anInterruptWhileSettingsAreReadIsNone() throws InterruptedException {
    boolean[] interrupted = {true};
    LaterStart start =
        new Later() {
          @Override
          Thread build() {
            interrupt();
            interrupted[0] = Thread.currentThread().isInterrupted();
            return new Started(0);
          }
        };
    start.start();
    start.join();
    assertFalse(interrupted[0]);
  }

  /** A start that does not wait. */
  private abstract static class Later extends LaterStart {
    Later() {
      super(null, null, 0, null, null);
    }
  }

  /** Replaces the agent's thread. */
  private final class Started extends Thread {
    private int failures;

    Started(int failures) {
      this.failures = failures;
    }

    @Override
    public synchronized void start() {
      starts.incrementAndGet();
      if (failures-- > 0) {
        throw new OutOfMemoryError("unable to create native thread");
      }
    }
  }
}
