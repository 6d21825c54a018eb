/** The recorder ("black box"): data that the kernel keeps of this JVM after SIGKILL. */
package io.github.headroom.agent.record;
