/** How far the agent's estimates were from what the kernel then let happen, from evidence alone. */
package io.github.headroom.it.accuracy;
