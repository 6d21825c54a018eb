/** One tick of the agent: JMH benchmarks, and what the kernel counts of it. */
package io.github.headroom.benchmarks.tick;
