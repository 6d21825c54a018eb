package io.github.headroom.benchmarks.accuracy.lives;

/** Shapes that have a cause in common: who has seen one of them has seen its like. */
enum Family {
  DAYS("days and nights"),
  STARTS("starts and slopes"),
  HEAPS("heaps"),
  CACHES("caches and pools"),
  JOBS("jobs and files"),
  LIMITS("limits, swap, neighbours");

  final String text;

  Family(String text) {
    this.text = text;
  }
}
