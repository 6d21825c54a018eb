/** Real JVMs in real cgroups that live, or die slowly, and what the agent forecasts for them. */
package io.github.headroom.it.lives;
