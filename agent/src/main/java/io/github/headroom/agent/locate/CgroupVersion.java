package io.github.headroom.agent.locate;

/** The kernel interface of a memory cgroup. It determines the names of files and keys. */
public enum CgroupVersion {
  /** A separate hierarchy for the memory controller (cgroup-v1/memory.rst). */
  V1,
  /** The unified hierarchy (cgroup-v2.rst). */
  V2
}
