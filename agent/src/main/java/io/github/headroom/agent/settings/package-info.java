/** What the user asked for: agent argument, system properties, environment, properties file. */
package io.github.headroom.agent.settings;
