/** Why does it grow: what, one level below the memory area, by name; looked at in danger only. */
package io.github.headroom.agent.cause;
