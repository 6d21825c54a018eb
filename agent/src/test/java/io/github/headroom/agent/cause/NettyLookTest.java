package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import io.github.headroom.agent.sample.Sampler;
import io.github.headroom.agent.sample.netty.util.internal.CleanerJava25;
import io.github.headroom.agent.sample.netty.util.internal.CleanerJava9;
import io.github.headroom.agent.sample.netty.util.internal.PlatformDependent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NettyLookTest {

  private static final long MIB = 1 << 20;
  private static final String NETTY = "Netty (io.github.headroom.agent.sample.netty)";

  @TempDir private Path root;

  private NettyLook look(MemoryArea area) {
    AgentLog log = new AgentLog(new PrintStream(new ByteArrayOutputStream()), AgentLog.Level.WARN);
    Sampler sampler = Sampler.ofProcess(root, "self", () -> 0, log);
    return new NettyLook(loaded(PlatformDependent.class), sampler, area);
  }

  /** Of a JVM with one class. */
  static Instrumentation loaded(Class<?> type) {
    Class<?>[] all = {type};
    return (Instrumentation)
        Proxy.newProxyInstance(
            Instrumentation.class.getClassLoader(),
            new Class<?>[] {Instrumentation.class},
            (proxy, method, arguments) -> all);
  }

  private static void inPool(long mebibytes) {
    PlatformDependent.set(new CleanerJava9(), false, mebibytes * MIB);
  }

  private static void besidePool(long mebibytes) {
    PlatformDependent.set(new CleanerJava25(), false, mebibytes * MIB);
  }

  private static Sample pool(long mebibytes) {
    return new SampleBuilder().buffer("direct", mebibytes * MIB, 0, mebibytes).build();
  }

  @Test
  void aNettyThatDoesNotGrowIsNotTheCauseOfAGrowingPool() {
    NettyLook look = look(MemoryArea.DIRECT_BUFFERS);
    inPool(80);
    look.look(pool(90), pool(85), 300, 1000);
    Finding found = look.look(pool(160), pool(90), 300, 1060);
    assertEquals("direct_buffers: 90 -> 160 buffers, 90.0 -> 160 MiB in 5 min", sentence(found));
    assertEquals("buffer_pool", found.kind());
  }

  @Test
  void theFirstLookDoesNotKnowTheGrowthOfANetty() {
    inPool(80);
    assertEquals(
        "direct_buffers: 20 -> 100 buffers, 20.0 -> 100 MiB in 5 min; "
            + NETTY
            + " holds 80.0 MiB, growth not known",
        sentence(look(MemoryArea.DIRECT_BUFFERS).look(pool(100), pool(20), 300, 1000)));
  }

  @Test
  void aNettyWithHalfOfTheGrowthIsNamed() {
    NettyLook look = look(MemoryArea.DIRECT_BUFFERS);
    inPool(10); // too little to be named
    look.look(pool(90), pool(85), 300, 1000);
    inPool(45);
    assertEquals(
        "direct_buffers: " + NETTY + " 10.0 -> 45.0 MiB in 60 s",
        sentence(look.look(pool(160), pool(90), 300, 1060)));
  }

  @Test
  void theFirstLookNamesHiddenBuffersThatExceedThePoolsGrowth() {
    besidePool(80);
    assertEquals(
        "direct_buffers: " + NETTY + " holds 80.0 MiB, in no BufferPool, growth not known",
        sentence(look(MemoryArea.DIRECT_BUFFERS).look(pool(21), pool(20), 300, 1000)));
  }

  @Test
  void aNettyThatTheSamplerReadsIsNotTheCauseOfNativeMemory() {
    besidePool(80);
    Finding found = look(MemoryArea.NATIVE_OTHER).notYetSampled(pool(20), 40 * MIB, 1000);
    assertNotNull(found);
    assertEquals(MemoryArea.NATIVE_OTHER, found.area());
    Sample read = new SampleBuilder().with(Field.NETTY_HIDDEN, 50 * MIB).build();
    assertNull(look(MemoryArea.NATIVE_OTHER).notYetSampled(read, 40 * MIB, 1000));
    inPool(80);
    assertNull(look(MemoryArea.NATIVE_OTHER).notYetSampled(pool(20), 40 * MIB, 1000));
  }

  private static String sentence(Finding found) {
    assertNotNull(found);
    return found.sentence();
  }
}
