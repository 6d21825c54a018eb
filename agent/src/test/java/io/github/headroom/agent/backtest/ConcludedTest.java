package io.github.headroom.agent.backtest;

import static io.github.headroom.agent.backtest.ReadHistory.csv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is concluded where a history lacks a column. Of 400 MiB, 200 are anonymous, 20 shmem, 50 of
 * the kernel, 100 inactive and 30 active page cache; the limit is 1000. So 600 MiB are free, and
 * with page cache 730.
 */
class ConcludedTest {

  @Test
  void aWorkingSetBesidePageCacheDoesNotHaveTheInactiveCacheInIt() throws Exception {
    // Which of the 150 MiB of page cache are in the working set of 300 nobody knows.
    ReadHistory read = ReadHistory.of(csv("working_set,cache,shmem,limit", "300,150,20,1000"));
    assertEquals(List.of("700"), read.headroom());
    assertTrue(
        read.assumed()
            .contains(
                "active_file: active page cache counts as used, as it does in the working set"),
        () -> "" + read.assumed());
  }

  @Test
  void aWorkingSetWithAnonymousMemoryHasTheActiveCacheAsItsRest() throws Exception {
    ReadHistory read =
        ReadHistory.of(csv("working_set,rss,cache,shmem,kernel,limit", "300,200,150,20,50,1000"));
    assertEquals(List.of("730"), read.headroom());
    assertTrue(
        read.assumed().contains("active_file: working_set - anon - shmem - kernel is taken"),
        () -> "" + read.assumed());
  }

  @Test
  void theSameOfUsageIsAsBefore() throws Exception {
    for (String header :
        new String[] {
          "usage,working_set,cache,shmem,limit", "usage,inactive_file,cache,shmem,limit"
        }) {
      String second = header.contains("working") ? "300" : "100";
      String row = "400," + second + ",150,20,1000";
      ReadHistory read = ReadHistory.of(csv(header, row));
      assertEquals(List.of("730"), read.headroom(), header);
      assertTrue(
          read.assumed().contains("active_file: file - shmem - inactive_file is taken"),
          () -> "" + read.assumed());
    }
  }

  @Test
  void withoutKernelMemoryThatCountsAsPageCacheAndIsListed() throws Exception {
    String assumption =
        "kernel: it counts as page cache, which can be reclaimed; most of it cannot";
    ReadHistory read = ReadHistory.of(csv("usage,anon,shmem,limit", "400,200,20,1000"));
    assertEquals(List.of("780"), read.headroom());
    assertTrue(read.assumed().contains(assumption), () -> "" + read.assumed());
    ReadHistory beside = ReadHistory.of(csv("usage,anon,shmem,kernel,limit", "400,200,20,50,1000"));
    assertEquals(List.of("730"), beside.headroom());
    assertFalse(beside.assumed().contains(assumption), () -> "" + beside.assumed());
  }

  @Test
  void reclaimableKernelMemoryCountsOnce() throws Exception {
    ReadHistory read =
        ReadHistory.of(csv("usage,anon,shmem,slab_reclaimable,limit", "400,200,20,30,1000"));
    assertEquals(List.of("780"), read.headroom());
  }

  @Test
  void inactiveCacheThatCountsAsUsedIsListed() throws Exception {
    String assumption = "inactive_file: inactive page cache counts as used";
    for (String third : new String[] {"anon", "file"}) {
      ReadHistory read =
          ReadHistory.of(csv("usage,active_file," + third + ",limit", "400,30,200,1000"));
      assertEquals(List.of("630"), read.headroom());
      assertTrue(read.assumed().contains(assumption), () -> third + ": " + read.assumed());
    }
    ReadHistory whole = ReadHistory.of(csv("usage,file,shmem,limit", "400,150,20,1000"));
    assertEquals(List.of("730"), whole.headroom());
    assertFalse(whole.assumed().contains(assumption), () -> "" + whole.assumed());
  }
}
