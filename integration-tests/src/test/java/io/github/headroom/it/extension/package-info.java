/** The jar as an extension of the real OpenTelemetry Java agent. */
package io.github.headroom.it.extension;
