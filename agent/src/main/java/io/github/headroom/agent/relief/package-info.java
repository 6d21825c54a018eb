/**
 * What the agent does where a kill is near, and only where the settings ask for it: it gives memory
 * back, or ends the JVM in order. Nothing of it is loaded otherwise.
 */
package io.github.headroom.agent.relief;
