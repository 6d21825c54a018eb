/** The few lines that the agent says on stderr. */
package io.github.headroom.agent.log;
