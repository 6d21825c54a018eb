/** Scenes: JVMs with the agent that live and die in real cgroups, and what they leave to judge. */
package io.github.headroom.it.scenes;
