/** Real applications under a bounded load, each beside the same without the agent. */
package io.github.headroom.it.workloads;
