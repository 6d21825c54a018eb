/** The black box: what the kernel keeps of this JVM after SIGKILL. */
package io.github.headroom.agent.record;
