package io.github.headroom.it.victim;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * Starts as many parked threads as its argument, prints {@code ready}, or {@code refused N} when
 * the machine gave it only N, and waits for the end of its standard input.
 */
public final class ManyThreads {

  private static final long STACK_BYTES = 64 * 1024;

  private ManyThreads() {}

  public static void main(String[] args) throws IOException {
    int wanted = Integer.parseInt(args[0]);
    CountDownLatch end = new CountDownLatch(1);
    int started = 0;
    try {
      while (started < wanted) {
        Thread thread = new Thread(null, () -> await(end), "worker-" + started, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        started++;
      }
      System.out.println("ready");
    } catch (OutOfMemoryError e) {
      System.out.println("refused " + started);
    }
    while (System.in.read() >= 0) {
      // Waits for the end of the input.
    }
    end.countDown();
    System.out.println("done");
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
