/** The agent's log lines on stderr, and text from outside made safe for them. */
package io.github.headroom.agent.log;
