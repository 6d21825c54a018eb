/**
 * Publishes metrics and events: one table of metrics. The only package that knows OpenTelemetry.
 */
package io.github.headroom.agent.publish;
