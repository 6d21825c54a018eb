/**
 * Lives of containers in families of shapes, as kernel and JVM fields, and how a forecast judges
 * them: a model can be tuned on some families and judged on one that it has not seen.
 */
@org.jspecify.annotations.NullMarked
package io.github.headroom.benchmarks.accuracy.lives;
