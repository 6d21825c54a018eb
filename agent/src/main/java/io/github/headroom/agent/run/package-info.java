/** The agent's thread: it joins the rooms for this JVM, and ticks until the JVM ends. */
package io.github.headroom.agent.run;
