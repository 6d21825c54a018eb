package io.github.headroom.agent.locate;

/**
 * The kernel interface that a memory cgroup is read through; it decides names of files and keys.
 */
public enum CgroupVersion {
  /** A hierarchy of its own for the memory controller (cgroup-v1/memory.rst). */
  V1,
  /** The unified hierarchy (cgroup-v2.rst). */
  V2
}
