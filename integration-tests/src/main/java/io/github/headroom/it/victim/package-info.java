/** Programs the tests start with the agent attached; Java 8, no dependencies. */
package io.github.headroom.it.victim;
