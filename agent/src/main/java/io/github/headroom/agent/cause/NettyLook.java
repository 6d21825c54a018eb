package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.Bytes;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.NettyBuffers;
import io.github.headroom.agent.sample.Rows;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * Names the Netty whose direct buffers grow; where none grows, the finding counts the JDK's direct
 * buffers. An application may have several copies of Netty under other package names. A Netty that
 * is new to the look is named where it may explain the growth, and the sentence has "growth not
 * known".
 *
 * <p>The sampler reads each Netty that a look finds: from then on the area direct_buffers includes
 * the buffers that Netty hides from the JDK's buffer pools.
 */
final class NettyLook implements Look {

  private final @Nullable Instrumentation instrumentation;
  private final Sampler sampler;
  private final MemoryArea area;

  /** Bytes of each Netty at the last look. */
  private @Nullable Sizes last;

  /** Bytes at the last look, in the buffer pool and outside it. */
  private long lastHeld;

  /**
   * @param instrumentation lists the classes; without it the look finds no Netty
   * @param area direct_buffers, or an area that has only the buffers outside the buffer pools
   */
  NettyLook(@Nullable Instrumentation instrumentation, Sampler sampler, MemoryArea area) {
    this.instrumentation = instrumentation;
    this.sampler = sampler;
    this.area = area;
  }

  @Override
  public @Nullable Finding look(Sample now, Sample before, double seconds, double clock) {
    long pooled = pool(now, Sample.BUFFER_USED);
    long pooledBefore = pool(before, Sample.BUFFER_USED);
    NettyBuffers found = found();
    long held = pooled + hidden(found);
    Finding netty = grownMost(found, Math.max(1, (held - lastHeld) / 2), clock);
    lastHeld = held;
    if (pooled <= pooledBefore || (netty != null && netty.change() != null)) {
      return netty;
    }
    Change change = new Change("By", pooledBefore, pooled, seconds);
    String counts =
        Amounts.counts(pool(before, Sample.BUFFER_COUNT), pool(now, Sample.BUFFER_COUNT));
    Finding pool =
        new Finding(
            area,
            "buffer_pool",
            "direct",
            change,
            counts
                + " buffers, "
                + Amounts.bytes(pooledBefore, pooled)
                + " "
                + Amounts.span(seconds));
    // Hidden buffers are the better explanation where they are more than the pool's growth.
    return netty != null && hidden(found) > pooled - pooledBefore ? netty : pool.and(netty);
  }

  /**
   * The Netty whose hidden buffers explain an area's growth, and that the sampler does not read
   * yet.
   *
   * @param least least growth in bytes; for a new Netty, least bytes that it holds
   * @return a finding without a change where its growth is not known; null where there is none
   */
  @Nullable Finding notYetSampled(Sample now, long least, double clock) {
    NettyBuffers found = found();
    boolean enough = hidden(found) - sampledHidden(now) >= least;
    Finding netty = grownMost(found, least, clock);
    return enough ? netty : null;
  }

  /** Bytes outside the buffer pools that the sampler has read; 0 where it has read none. */
  static long sampledHidden(Sample sample) {
    return sample.known(Field.NETTY_HIDDEN) ? sample.value(Field.NETTY_HIDDEN) : 0;
  }

  private @Nullable NettyBuffers found() {
    if (instrumentation == null) {
      return null;
    }
    NettyBuffers found = NettyBuffers.among(instrumentation.getAllLoadedClasses(), instrumentation);
    if (found.size() > 0) {
      sampler.read(found);
    }
    return found;
  }

  private static long hidden(@Nullable NettyBuffers found) {
    long sum = 0;
    for (int i = 0; found != null && i < found.size(); i++) {
      Long bytes = found.isHidden(i) ? found.used(i) : null;
      sum += bytes == null ? 0 : bytes;
    }
    return sum;
  }

  /** The Netty that has grown most since the last look; at a first look, the largest. */
  private @Nullable Finding grownMost(@Nullable NettyBuffers found, long least, double clock) {
    if (found == null) {
      return null;
    }
    Sizes used = new Sizes(clock);
    Sizes hidden = new Sizes(clock);
    boolean withPool = area == MemoryArea.DIRECT_BUFFERS;
    for (int i = 0; i < found.size(); i++) {
      Long bytes = withPool || found.isHidden(i) ? found.used(i) : null;
      if (bytes != null) {
        used.add(found.name(i), bytes);
        hidden.add(found.name(i), found.isHidden(i) ? bytes : 0);
      }
    }
    Sizes before = last;
    last = used;
    String name = used.grownMost(before);
    if (name == null || used.size(name) - (before == null ? 0 : before.size(name)) < least) {
      return null;
    }
    Change change = used.change("By", name, before);
    StringBuilder text = new StringBuilder("Netty");
    if (!name.equals("io.netty")) {
      String moved = name.endsWith(".io.netty") ? name.substring(0, name.length() - 9) : name;
      text.append(" (").append(ClassNames.of(moved, Finding.MOST_OF_NAME)).append(')');
    }
    if (change == null) {
      text.append(" holds ").append(Bytes.mebibytes(used.size(name)));
    } else {
      text.append(' ').append(Amounts.bytes(change.before(), change.now()));
      text.append(' ').append(Amounts.span(change.seconds()));
    }
    text.append(hidden.size(name) == used.size(name) ? ", in no BufferPool" : "");
    text.append(change == null ? ", growth not known" : "");
    String shown = ClassNames.of(name, Finding.MOST_OF_NAME);
    return new Finding(area, "netty", shown, change, text.toString());
  }

  /** A figure of the JDK's pool of direct buffers; 0 where it is not known. */
  static long pool(Sample sample, int column) {
    Rows buffers = sample.buffers();
    int direct = buffers.indexOf("direct");
    return direct >= 0 && buffers.known(direct, column) ? buffers.value(direct, column) : 0;
  }
}
