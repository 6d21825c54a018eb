package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.sample.netty.buffer.ByteBuf;
import io.github.headroom.agent.sample.netty.util.internal.CleanerJava25;
import io.github.headroom.agent.sample.netty.util.internal.CleanerJava9;
import io.github.headroom.agent.sample.netty.util.internal.PlatformDependent;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NettyBuffersTest {

  private static final Class<?>[] LOADED = {
    String.class, int.class, int[].class, Map.class, PlatformDependent.class, ByteBuf.class
  };

  private final Sample sample = new Sample();

  @Test
  void aCleanerOfTheJdksBuffersHidesNothing() {
    PlatformDependent.set(new CleanerJava9(), false, 80);
    NettyBuffers found = read();
    assertFalse(found.isHidden(0));
    assertEquals(80, found.used(0));
    assertEquals(State.ABSENT, sample.state(Field.NETTY_HIDDEN));
  }

  @Test
  void anotherCleanerHidesEverything() {
    PlatformDependent.set(new CleanerJava25(), false, 80);
    NettyBuffers found = read();
    assertTrue(found.isHidden(0));
    assertEquals("io.github.headroom.agent.sample.netty", found.name(0));
    assertEquals(80, sample.value(Field.NETTY_HIDDEN));
  }

  @Test
  void withoutACleanerAllIsHidden() {
    PlatformDependent.set(new CleanerJava9(), true, 80);
    read();
    assertEquals(80, sample.value(Field.NETTY_HIDDEN));
  }

  @Test
  void theCleanerThatDoesNothingHidesNothing() {
    PlatformDependent.set(PlatformDependent.noop(), false, 80);
    assertFalse(read().isHidden(0));
  }

  @Test
  void aNettyThatDoesNotCountIsNotKnown() {
    PlatformDependent.set(new CleanerJava25(), false, -1);
    NettyBuffers found = read();
    assertNull(found.used(0));
    assertEquals(State.ABSENT, sample.state(Field.NETTY_HIDDEN));
  }

  @Test
  void aNettyThatIsNotInitialisedIsNotAskedAndStaysSo() throws Exception {
    URL classes = PlatformDependent.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, null)) {
      Class<?>[] loaded = {
        Class.forName(PlatformDependent.class.getName(), false, loader),
        Class.forName(ByteBuf.class.getName(), false, loader)
      };
      assertEquals(0, NettyBuffers.among(loaded, null).size());
      assertEquals(0, NettyBuffers.among(loaded, null).size());
      Class.forName(PlatformDependent.class.getName(), true, loader);
      assertEquals(1, NettyBuffers.among(loaded, null).size());
    }
  }

  @Test
  void withoutAClassNothingIsFound() {
    assertEquals(0, NettyBuffers.among(new Class<?>[0], null).size());
  }

  @Test
  void eachReadingGivesWhatIsHeldThen() {
    PlatformDependent.set(new CleanerJava25(), false, 80);
    NettyBuffers found = read();
    PlatformDependent.set(PlatformDependent.cleaner(), false, 81);
    found.read(sample);
    assertEquals(81, sample.value(Field.NETTY_HIDDEN));
  }

  private NettyBuffers read() {
    NettyBuffers found = NettyBuffers.among(LOADED, null);
    assertEquals(1, found.size());
    found.read(sample);
    return found;
  }
}
