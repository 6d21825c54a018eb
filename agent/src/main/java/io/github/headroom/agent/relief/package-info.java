/**
 * Frees memory or ends the JVM in an orderly way when a kill is near, if the settings ask for it.
 * Otherwise none of these classes are loaded.
 */
package io.github.headroom.agent.relief;
