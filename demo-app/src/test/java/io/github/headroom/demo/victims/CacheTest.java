package io.github.headroom.demo.victims;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CacheTest {
  @Test
  void itHoldsWhatWasAddedHoweverOftenEntriesAreReplaced() {
    Cache cache = new Cache(4 * Cache.ENTRY, 1);
    cache.replace();
    cache.add();
    cache.add();
    for (int i = 0; i < 100; i++) {
      cache.replace();
    }
    assertEquals(2, cache.size());
  }
}
