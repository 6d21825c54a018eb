package io.github.headroom.benchmarks.accuracy;

import java.util.EnumSet;
import java.util.Set;

/** What makes a synthetic service special, beside what every service has. */
enum Traits {
  /** Load waves by the day. */
  DAILY,
  /** Many and short collections. */
  BUSY_HEAP,
  /** Reads files until the page cache fills the container. */
  PAGE_CACHE,
  /** Writes files in batches: dirty pages up to a good part of what is free. */
  BATCH_WRITER,
  /** Fills a cache outside the heap, slowly and evenly, up to its size. */
  CACHE_FILLS,
  /** Warms up for minutes, slower and slower. */
  LONG_WARM_UP,
  /** Loads something large now and then and keeps it, a few times in all. */
  STEPS_THAT_END,
  /** Is replaced by a new process every few hours. */
  DEPLOYS,
  /** Loads a new version of its classes now and then; the old ones go later. */
  HOT_DEPLOYS,
  /** Its limit is raised and lowered while it runs. */
  RESIZED,
  /** Takes much for seconds to minutes, and gives it back. */
  BURSTS,
  /** The flags reserve the whole heap from the start, and it is touched by and by. */
  XMS_IS_XMX;

  static Set<Traits> none() {
    return EnumSet.noneOf(Traits.class);
  }
}
