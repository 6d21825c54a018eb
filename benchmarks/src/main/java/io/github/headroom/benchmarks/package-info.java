/** Measures the agent and its peers as whole processes and writes docs/performance.md. */
package io.github.headroom.benchmarks;
