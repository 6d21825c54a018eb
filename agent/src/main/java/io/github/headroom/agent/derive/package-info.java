/** What does it mean: pure functions of samples; no files, no OpenTelemetry. */
package io.github.headroom.agent.derive;
