package io.github.headroom.agent.backtest;

import io.github.headroom.agent.sample.Field;
import java.util.ArrayList;
import java.util.List;

/** The missing columns of a history, and what the forecast assumes for them; a sentence each. */
final class Assumed {

  private Assumed() {}

  static List<String> of(Container container) {
    List<String> sentences = new ArrayList<>();
    Field activeFileOf = container.activeFileOf();
    if (container.hasNoColumn(Field.USAGE)) {
      sentences.add("usage: working_set is taken, with inactive_file where there is such a column");
    }
    if (container.hasNoColumn(Field.INACTIVE_FILE) && !container.hasNoWorkingSet()) {
      sentences.add("inactive_file: usage - working_set is taken");
    } else if (container.hasNoColumn(Field.INACTIVE_FILE) && activeFileOf == null) {
      sentences.add("inactive_file: inactive page cache counts as used");
    }
    if (container.hasNoColumn(Field.INACTIVE_FILE) && container.hasNoWorkingSet()) {
      sentences.add("working_set, inactive_file: the usual rules cannot be evaluated");
    }
    if (container.hasNoColumn(Field.ACTIVE_FILE)) {
      if (activeFileOf == Field.FILE) {
        sentences.add("active_file: file - shmem - inactive_file is taken");
      } else if (activeFileOf == null) {
        sentences.add(
            "active_file: active page cache counts as used, as it does in the working set");
      } else if (container.hasNoColumn(Field.USAGE) && container.hasNoColumn(Field.INACTIVE_FILE)) {
        sentences.add("active_file: working_set - anon - shmem - kernel is taken");
      } else {
        sentences.add("active_file: usage - anon - shmem - kernel - inactive_file is taken");
      }
      if (activeFileOf == Field.USAGE && container.hasNoColumn(Field.KERNEL)) {
        sentences.add("kernel: it counts as page cache, which can be reclaimed; most of it cannot");
      }
    }
    if (container.hasNoColumn(Field.SHMEM)) {
      sentences.add(
          activeFileOf != null
              ? "shmem: it counts as page cache, which can be reclaimed; tmpfs and ZGC's heap cannot"
              : "shmem: it is in what cannot be reclaimed, and is not named as its culprit");
    }
    if (container.hasNoColumn(Field.SLAB_RECLAIMABLE)) {
      sentences.add("slab_reclaimable: reclaimable kernel memory counts as used");
    }
    if (container.hasNoColumn(Field.FILE_DIRTY)) {
      sentences.add("file_dirty: all page cache counts as clean");
    }
    if (container.hasNoColumn(Field.SWAP_FREE)) {
      swap(container, sentences);
    }
    return sentences;
  }

  private static void swap(Container container, List<String> sentences) {
    if (container.swapAllowed()) {
      sentences.add("swap_free: the machine is taken to have what swap_limit allows");
    }
    if (container.swapUnlimited()) {
      sentences.add(
          "swap_free: that more can be swapped is not expected; swap_limit is unlimited at times and"
              + " gives no amount");
    } else if (!container.hasNoColumn(Field.SWAP_LIMIT) && container.hasNoColumn(Field.SWAP)) {
      sentences.add(
          "swap: swap_limit has no effect without it, that more can be swapped is not expected");
    } else if (container.hasNoColumn(Field.SWAP_LIMIT) && container.swapUsed()) {
      sentences.add("swap_free, swap_limit: that more can be swapped is not expected");
    }
  }
}
