package io.github.headroom.it.victim;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Hinders every other thread of its JVM. Each byte of its standard input is a command, which it
 * answers with a line:
 *
 * <pre>
 * i  interrupts all threads again and again for two seconds
 * x  opens files until there is no descriptor left; with an argument, at once
 * c  closes them
 * m  asks a bean of the JVM
 * </pre>
 */
public final class Hindrance {

  private static final long STORM_NANOS = 2_000_000_000L;
  private static final String FILE = "/proc/self/statm";

  private static final List<FileInputStream> OPEN = new ArrayList<>(1 << 16);

  private Hindrance() {}

  public static void main(String[] args) throws IOException {
    if (args.length > 0) {
      exhaust();
    }
    System.out.println("ready");
    for (int command = System.in.read(); command >= 0; command = System.in.read()) {
      if (command == 'i') {
        storm();
      } else if (command == 'x') {
        exhaust();
      } else if (command == 'c') {
        close();
      } else if (command == 'm') {
        int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
        System.out.println("classes " + (classes > 0));
      } // else a line's end
    }
  }

  private static void storm() {
    Thread[] threads = new Thread[1000];
    long end = System.nanoTime() + STORM_NANOS;
    while (System.nanoTime() - end < 0) {
      int count = Thread.enumerate(threads);
      for (int i = 0; i < count; i++) {
        if (threads[i] != Thread.currentThread()) {
          threads[i].interrupt();
        }
      }
    }
    System.out.println("interrupted");
  }

  private static void exhaust() {
    try {
      while (OPEN.size() < 1 << 16) {
        OPEN.add(new FileInputStream(FILE));
      }
      System.out.println("never exhausted");
    } catch (IOException e) {
      System.out.println("exhausted");
    }
  }

  private static void close() throws IOException {
    for (FileInputStream file : OPEN) {
      file.close();
    }
    OPEN.clear();
    System.out.println("closed");
  }
}
