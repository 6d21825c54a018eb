package io.github.headroom.it.victim;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints {@code ready}, waits to be ended, and then has a shutdown hook that does what its argument
 * names: {@code leak} takes native memory for ever, {@code slow} takes three seconds, {@code hang}
 * never returns. The hook prints {@code hook} at its beginning and {@code hooked} at its end.
 */
public final class ShutdownHook {

  private static final int PIECE = 1 << 20;
  private static final List<Long> HELD = new ArrayList<>();

  private ShutdownHook() {}

  public static void main(String[] args) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> run(args[0])));
    System.out.println("ready");
    Thread.sleep(Long.MAX_VALUE);
  }

  private static void run(String way) {
    System.out.println("hook");
    try {
      switch (way) {
        case "leak":
          leak();
          break;
        case "slow":
          Thread.sleep(3000);
          break;
        default:
          Thread.sleep(Long.MAX_VALUE);
      }
    } catch (InterruptedException | ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    System.out.println("hooked");
  }

  /** Some 25 MiB a second. */
  private static void leak() throws InterruptedException, ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Unsafe");
    Field instance = type.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    Object unsafe = instance.get(null);
    Method allocate = type.getMethod("allocateMemory", long.class);
    Method set = type.getMethod("setMemory", long.class, long.class, byte.class);
    while (true) {
      Long piece = (Long) allocate.invoke(unsafe, (long) PIECE);
      set.invoke(unsafe, piece, (long) PIECE, (byte) 1);
      HELD.add(piece);
      Thread.sleep(40);
    }
  }
}
