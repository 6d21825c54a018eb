package io.github.headroom.it.victim;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints {@code ready}, waits for the end of its standard input and ends in the way that its
 * argument names.
 */
public final class Ending {

  private static final int PIECE = 64 * 1024;

  /** Held to the end, so that there is no room for what comes then. */
  private static final List<byte[]> HELD = new ArrayList<>();

  private Ending() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Waits for the end of the input.
    }
    System.out.println("ending");
    System.err.println("ending");
    switch (args[0]) {
      case "exit":
        System.exit(3);
        break;
      case "halt":
        Runtime.getRuntime().halt(4);
        break;
      case "throw":
        throw new IllegalStateException("the application's own");
      case "thread":
        Thread thread =
            new Thread(
                () -> {
                  throw new IllegalStateException("a thread's own");
                });
        thread.start();
        thread.join();
        break;
      case "segv":
        storeAtZero();
        break;
      case "fill":
        fill();
        break;
      default: // main returns
    }
  }

  /** Some 16 MiB a second, as a service under load; then the end, if the JVM leaves it to us. */
  private static void fill() throws InterruptedException {
    try {
      while (true) {
        HELD.add(new byte[PIECE]);
        Thread.sleep(4);
      }
    } catch (OutOfMemoryError e) {
      System.exit(3);
    }
  }

  private static void storeAtZero() {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      unsafe.getMethod("putAddress", long.class, long.class).invoke(instance.get(null), 0L, 0L);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("sun.misc.Unsafe", e);
    }
  }
}
