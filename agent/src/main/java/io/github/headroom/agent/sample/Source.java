package io.github.headroom.agent.sample;

/**
 * A source of figures. Each call of {@link #read} writes every field of the source, so no value of
 * an earlier pass remains. It does not throw for a file's content or absence.
 */
interface Source {

  void read(Sample into);

  /** Closes open files. A closed source is not read again. */
  default void close() {}
}
