package io.github.headroom.it.victim;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A service whose memory becomes short: sessions live in the heap and garbage is made, once a burst
 * makes the heap large, once malloc takes small blocks in several threads and frees nearly all of
 * them, and from some time on malloc takes more and more up to a level. Ends by itself.
 *
 * <p>Arguments {@code name=number}: {@code live} MiB, {@code garbage} MiB a second, {@code burst}
 * MiB for a second, {@code freed} MiB, {@code held} MiB of malloc from the start on, {@code from}
 * seconds, {@code rate} MiB a second, {@code most} MiB, {@code seconds}, {@code hook} seconds that
 * a shutdown hook takes before it prints {@code hooks done}.
 */
public final class CrowdedService {

  private static final int MIB = 1 << 20;
  private static final int STEP_MILLIS = 20;
  private static final int THREADS = 8;

  private final String[] arguments;
  private final Object unsafe;
  private final Method allocate;
  private final Method fill;
  private final Method free;
  private final ArrayDeque<byte[]> sessions = new ArrayDeque<byte[]>();
  private byte[] garbage = {};

  private CrowdedService(String[] arguments) throws Exception {
    this.arguments = arguments;
    Class<?> type = Class.forName("sun.misc.Unsafe");
    Field instance = type.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    unsafe = instance.get(null);
    allocate = type.getMethod("allocateMemory", long.class);
    fill = type.getMethod("setMemory", long.class, long.class, byte.class);
    free = type.getMethod("freeMemory", long.class);
  }

  public static void main(String[] arguments) throws Exception {
    new CrowdedService(arguments).serve();
  }

  private void serve() throws Exception {
    final long hook = number("hook");
    if (hook > 0) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread() {
                @Override
                public void run() {
                  pause(hook * 1000);
                  System.out.println("hooks done");
                }
              });
    }
    long live = number("live") * MIB;
    for (long made = 0; made < live; made += 1000) {
      sessions.add(new byte[1000]);
    }
    System.out.println("ready");
    takeAndFree(number("freed"));
    for (long held = 0; held < number("held"); held++) {
      take(MIB);
    }
    long start = System.nanoTime();
    burst(number("burst"));
    long taken = 0;
    long millis = 0;
    while (millis < number("seconds") * 1000) {
      pause(STEP_MILLIS);
      makeGarbage(number("garbage") * MIB * STEP_MILLIS / 1000);
      millis = (System.nanoTime() - start) / 1_000_000;
      long growing = Math.max(0, millis - number("from") * 1000);
      long wanted = Math.min(number("most"), number("rate") * growing / 1000);
      for (; taken < wanted; taken++) {
        take(MIB);
      }
    }
    System.out.println("done " + garbage.length);
  }

  private void makeGarbage(long bytes) {
    for (long made = 0; made < bytes; made += 2000) {
      garbage = new byte[2000];
    }
    for (int i = 0; i < 10 && !sessions.isEmpty(); i++) {
      sessions.remove();
      sessions.add(new byte[1000]);
    }
  }

  private static void burst(long mebibytes) {
    List<byte[]> held = new ArrayList<byte[]>();
    for (long i = 0; i < mebibytes * 128; i++) {
      held.add(new byte[8192]);
    }
    pause(1000);
    System.out.println("burst of " + held.size() * 8 / 1024 + " MiB");
    held.clear();
  }

  /** Of blocks of several sizes one of twenty stays, so that the heap of malloc has holes. */
  private void takeAndFree(long mebibytes) throws Exception {
    if (mebibytes == 0) {
      return;
    }
    final long each = mebibytes * MIB / THREADS;
    List<Thread> threads = new ArrayList<Thread>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread =
          new Thread() {
            @Override
            public void run() {
              takeAndFreeHere(each);
            }
          };
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void takeAndFreeHere(long bytes) {
    List<Long> blocks = new ArrayList<Long>();
    for (long sum = 0; sum < bytes; ) {
      int size = 512 + 512 * (blocks.size() % 8);
      blocks.add(take(size));
      sum += size;
    }
    pause(500);
    try {
      for (int i = 0; i < blocks.size(); i++) {
        if (i % 20 != 0) {
          free.invoke(unsafe, blocks.get(i));
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private long take(int bytes) {
    try {
      Long address = (Long) allocate.invoke(unsafe, (long) bytes);
      fill.invoke(unsafe, address, (long) bytes, (byte) 1);
      return address;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long number(String name) {
    for (String argument : arguments) {
      if (argument.startsWith(name + "=")) {
        return Long.parseLong(argument.substring(name.length() + 1));
      }
    }
    return 0;
  }
}
