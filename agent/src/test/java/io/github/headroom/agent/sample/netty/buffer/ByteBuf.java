package io.github.headroom.agent.sample.netty.buffer;

/** Has the name of Netty's class of buffers. */
public abstract class ByteBuf {}
