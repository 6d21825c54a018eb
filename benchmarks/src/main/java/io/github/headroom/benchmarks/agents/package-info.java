/** Small agents around libraries that come without one, and the empty agent. */
package io.github.headroom.benchmarks.agents;
