/**
 * The extension of the OpenTelemetry Java agent: starts Headroom in that agent's JVM with that
 * agent's configuration and resource. Its classes lie in the shipped jar as they are compiled, with
 * OpenTelemetry's own names, since that agent renames them when it loads an extension. It depends
 * on no other package of Headroom.
 */
package io.github.headroom.agent.extension;
