package io.github.headroom.demo.victims;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Work beside a victim's own: a thread that allocates at a rate. */
final class Garbage {
  static final String OPTION = "--garbage";

  static final int CHUNK = 16 << 10;

  /** Written so that the compiler cannot leave the allocation out. */
  @SuppressWarnings("unused")
  private static volatile byte[] last = new byte[0];

  private Garbage() {}

  /** Allocates so many bytes a second, and holds none of them. */
  static void start(long rate) {
    start(rate, CHUNK, Garbage::make);
  }

  /** Allocates a chunk, and holds it until the next. */
  static void make() {
    last = new byte[CHUNK];
  }

  /** Does {@code each} for every {@code chunk} bytes of so many a second; never for 0. */
  static void start(long rate, int chunk, Taking.Taker each) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Taking.silent().follow(Plan.steady(rate, Long.MAX_VALUE), chunk, each);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "garbage");
    thread.setDaemon(true);
    thread.start();
  }
}
