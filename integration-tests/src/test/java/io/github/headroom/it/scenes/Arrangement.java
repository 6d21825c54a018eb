package io.github.headroom.it.scenes;

import java.util.Locale;

/** How the groups around the JVM are made. */
public enum Arrangement {
  /** One group with a limit. */
  PLAIN,
  /** The parent's limit binds, the own is twice that. */
  ANCESTOR,
  /** memory.oom.group is 1: all processes of the group are killed. */
  OOM_GROUP,
  /** memory.high is below the limit. */
  HIGH,
  /** One group with a limit; the kernel ages pages by the multi-generational LRU. */
  MGLRU,
  /** One group with a limit; what the kernel swaps it compresses, and charges the group for. */
  ZSWAP,
  /** A container with a cgroup namespace of its own. */
  PRIVATE,
  /** A container in the machine's cgroup namespace. */
  HOST;

  public boolean container() {
    return this == PRIVATE || this == HOST;
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
