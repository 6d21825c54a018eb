/** What NettyBuffersTest takes for a Netty. */
package io.github.headroom.agent.sample.netty.util.internal;
