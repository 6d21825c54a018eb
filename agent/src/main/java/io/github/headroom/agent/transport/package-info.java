/** Bytes to the collector over plain sockets; nothing of the application's global network state. */
package io.github.headroom.agent.transport;
