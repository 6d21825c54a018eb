/** Takes the place of java.util.logging in the relocated OpenTelemetry classes. */
package io.github.headroom.agent.sdklog;
