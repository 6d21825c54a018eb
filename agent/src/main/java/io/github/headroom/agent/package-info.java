/** The entry: gates, wires the rooms, swallows what goes wrong. */
package io.github.headroom.agent;
