package io.github.headroom.agent.sample;

/**
 * One place that figures come from. {@link #read} writes every field that it owns on every call, so
 * nothing of an earlier pass stays behind; it does not throw for what a file says or lacks.
 */
interface Source {

  void read(Sample into);

  /** Lets go of open files; a closed source is not read again. */
  default void close() {}
}
