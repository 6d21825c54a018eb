/** Tell: the only room that knows OpenTelemetry; one table of metrics. */
package io.github.headroom.agent.publish;
