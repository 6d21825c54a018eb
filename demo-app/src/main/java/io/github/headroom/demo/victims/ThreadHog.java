package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Dies of threads that have each used their whole stack once, of {@code --stack} bytes. */
final class ThreadHog {
  private ThreadHog() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST, "--stack");
    int stack = (int) arguments.number("--stack", 1 << 20, 256 << 10, 1 << 30);
    Taking.printing().follow(Plan.steady(arguments, 10 << 20), stack, () -> start(stack));
  }

  /** Returns when the thread has been to the end of its stack. */
  static void start(int stack) {
    CountDownLatch deep = new CountDownLatch(1);
    Thread thread =
        new Thread(
            null,
            () -> {
              fillStack();
              deep.countDown();
              while (true) {
                LockSupport.park();
              }
            },
            "hog",
            stack);
    thread.setDaemon(true);
    thread.start();
    try {
      deep.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void fillStack() {
    try {
      deeper(0);
    } catch (StackOverflowError expected) {
      // Its pages stay with the thread.
    }
  }

  private static long deeper(long depth) {
    return depth < Long.MAX_VALUE ? deeper(depth + 1) + 1 : 0;
  }
}
