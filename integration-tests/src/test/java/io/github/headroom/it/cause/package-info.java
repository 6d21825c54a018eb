/** The looks of the agent's room cause, in real JVMs. */
package io.github.headroom.it.cause;
