/** Will it end badly, when, and whose fault: from ticks of any source, pure and replayable. */
package io.github.headroom.agent.derive.forecast;
