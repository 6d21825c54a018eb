package io.github.headroom.demo.victims;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A service's cache: entries come, and later take each other's place at random. */
final class Cache {
  /** Bytes of one entry, its array's header among them. */
  static final int ENTRY = 16 << 10;

  private static final int HEADER = 16;

  private final AtomicReferenceArray<byte[]> entries;
  private final Random random;
  private final AtomicInteger size = new AtomicInteger();

  /** Room for so many bytes. */
  Cache(long bytes, long seed) {
    entries = new AtomicReferenceArray<>((int) (bytes / ENTRY));
    random = new Random(seed);
  }

  /** One entry more, by one thread; there must be room. */
  void add() {
    entries.set(size.get(), new byte[ENTRY - HEADER]);
    size.incrementAndGet();
  }

  /** A new entry in place of another, by one thread. */
  void replace() {
    int present = size.get();
    if (present > 0) {
      entries.set(random.nextInt(present), new byte[ENTRY - HEADER]);
    }
  }

  int size() {
    return size.get();
  }
}
