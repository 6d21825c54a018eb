/** What does it say now: one class a source fills one flat sample. */
package io.github.headroom.agent.backtest;
