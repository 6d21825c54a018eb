/** What the sample means: pure functions of samples, without files and without OpenTelemetry. */
package io.github.headroom.agent.derive;
