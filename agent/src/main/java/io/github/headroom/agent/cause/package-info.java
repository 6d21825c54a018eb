/** Names what grows within a memory area. It looks only when a kill is near. */
package io.github.headroom.agent.cause;
