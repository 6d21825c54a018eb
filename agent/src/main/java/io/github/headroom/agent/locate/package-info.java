/** Finds the memory cgroup of a process, its version and its visible ancestors. */
package io.github.headroom.agent.locate;
