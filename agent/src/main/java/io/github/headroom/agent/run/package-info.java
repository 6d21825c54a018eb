/** The agent's thread. It connects the packages for this JVM and ticks until the JVM ends. */
package io.github.headroom.agent.run;
