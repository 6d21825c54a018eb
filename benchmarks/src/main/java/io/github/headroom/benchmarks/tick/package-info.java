/** One tick of the agent: JMH benchmarks, and what the kernel says of it. */
package io.github.headroom.benchmarks.tick;
