/** Runs the forecast over the history of a container that ran without the agent. */
package io.github.headroom.agent.backtest;
