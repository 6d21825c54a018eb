/**
 * Reads what the user has configured: agent argument, system properties, environment, properties
 * file.
 */
package io.github.headroom.agent.settings;
