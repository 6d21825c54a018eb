package io.github.headroom.agent.sample.netty.util.internal;

/** Has the name of one of Netty's cleaners. */
public final class CleanerJava25 {}
