/** The forecast of the OOM kill: whether, when and which area. Pure functions of ticks. */
package io.github.headroom.agent.derive.forecast;
