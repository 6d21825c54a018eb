package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.NettyBuffers;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers: which Netty holds them, where one does, else how many there are.
 *
 * <p>What it finds is handed to the sampler: from then on what a Netty hides from the JDK's buffer
 * pools is in the area direct_buffers.
 */
final class NettyLook extends Look {

  private final @Nullable Instrumentation instrumentation;
  private final Sampler sampler;

  /** Of the last look. */
  private @Nullable Sizes last;

  /**
   * @param instrumentation has the classes; without it no Netty is found
   */
  NettyLook(@Nullable Instrumentation instrumentation, Sampler sampler) {
    this.instrumentation = instrumentation;
    this.sampler = sampler;
  }

  @Override
  public @Nullable Finding look(Sample now, Sample before, double seconds, double clock) {
    long pooled = pool(now, Sample.BUFFER_USED);
    Finding netty = netty(Math.max(pooled, 0) / 2, false, clock);
    if (netty != null) {
      return netty;
    }
    long pooledBefore = Math.max(pool(before, Sample.BUFFER_USED), 0);
    if (pooled <= pooledBefore) {
      return null;
    }
    Change change = new Change("By", pooledBefore, pooled, seconds);
    String counts =
        Amounts.counts(
            Math.max(pool(before, Sample.BUFFER_COUNT), 0),
            Math.max(pool(now, Sample.BUFFER_COUNT), 0));
    return new Finding(
        MemoryArea.DIRECT_BUFFERS,
        "buffer_pool",
        "direct",
        change,
        counts + " buffers, " + Amounts.bytes(pooledBefore, pooled) + " " + Amounts.span(seconds));
  }

  /**
   * The Netty that has grown most since the last look, or where this is the first, holds most.
   *
   * @param least bytes that it holds at least; of fewer it is not the cause
   * @param onlyHidden whether one counts only where it is in no buffer pool of the JDK
   */
  @Nullable Finding netty(long least, boolean onlyHidden, double clock) {
    if (instrumentation == null) {
      return null;
    }
    NettyBuffers found = NettyBuffers.among(instrumentation.getAllLoadedClasses(), instrumentation);
    Sizes used = new Sizes(clock);
    boolean hidden = false;
    for (int i = 0; i < found.size(); i++) {
      Long bytes = found.used(i);
      if (bytes != null && bytes >= least && (found.isHidden(i) || !onlyHidden)) {
        used.add(found.name(i), bytes);
        hidden |= found.isHidden(i);
      }
    }
    if (found.size() > 0) {
      sampler.read(found);
    }
    Sizes before = last;
    last = used;
    String name = used.grownMost(before);
    if (name == null) {
      return null;
    }
    String text = text(name, used.bytes(name), used.change(name, before));
    return new Finding(
        MemoryArea.DIRECT_BUFFERS,
        "netty",
        Names.ofClass(name, Finding.MOST_OF_NAME),
        used.change(name, before),
        hidden ? text + ", in no BufferPool" : text);
  }

  private static String text(String name, long used, @Nullable Change change) {
    StringBuilder text = new StringBuilder("Netty");
    if (!name.equals("io.netty")) {
      String moved = name.endsWith(".io.netty") ? name.substring(0, name.length() - 9) : name;
      text.append(" (").append(Names.ofClass(moved, Finding.MOST_OF_NAME)).append(')');
    }
    if (change == null) {
      return text.append(" holds ").append(Bytes.mebibytes(used)).toString();
    }
    text.append(' ').append(Amounts.bytes(change.before(), used));
    return text.append(' ').append(Amounts.span(change.seconds())).toString();
  }

  /** A column of the JDK's pool of direct buffers; -1 as of String.indexOf where unknown. */
  private static long pool(Sample sample, int column) {
    Rows buffers = sample.buffers();
    int direct = buffers.indexOf("direct");
    return direct >= 0 && buffers.known(direct, column) ? buffers.value(direct, column) : -1;
  }
}
