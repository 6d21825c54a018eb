/**
 * Sends bytes to the collector over plain sockets, without the application's global network state.
 */
package io.github.headroom.agent.transport;
