package io.github.headroom.benchmarks.accuracy.lives;

/**
 * Something that holds memory. It has no state of its own: what it must remember lies in {@link
 * Life#state}, so that a life can be copied and go on differently.
 */
interface Part {

  /** Adds what it holds at {@link Life#seconds}, after {@code step} seconds have passed. */
  void live(Life life, double step);
}
