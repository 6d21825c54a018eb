package io.github.headroom.agent.sample;

import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each Netty of this JVM, a shaded one too, counts as its direct memory: usedDirectMemory() of
 * its class PlatformDependent.
 *
 * <p>Netty takes that memory from the JDK's direct buffers, or past them. Only what goes past them
 * is {@link Field#NETTY_HIDDEN}, for the rest is in the JDK's buffer pool: Netty 4.1 goes past them
 * where useDirectBufferNoCleaner() is true, and 4.2 wherever its CLEANER is none of those that wrap
 * ByteBuffer.allocateDirect. On JDK 25 that is so without any flag (netty/netty#16489).
 *
 * <p>Looked for when direct or native memory grows, not in peace: {@link #among} takes a
 * millisecond or two, and 12 ms at 50,000 classes; each pass then 0.04 ms. A Netty is kept weakly,
 * so its class loader can be unloaded. Does not change once made, so any thread may read it.
 */
public final class NettyBuffers implements Source {

  /** As many as an application server has applications. */
  static final int MOST = 16;

  private static final String PLATFORM = ".util.internal.PlatformDependent";

  private final @Nullable Instrumentation instrumentation;
  private final List<Netty> nettys = new ArrayList<>();

  /** One copy of Netty. */
  private static final class Netty {
    final WeakReference<Class<?>> platform;

    /** The package that it was moved to, such as io.netty or io.grpc.netty.shaded.io.netty. */
    final String name;

    final boolean hidden;

    Netty(Class<?> platform, String name, boolean hidden) {
      this.platform = new WeakReference<>(platform);
      this.name = name;
      this.hidden = hidden;
    }
  }

  private NettyBuffers(@Nullable Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /**
   * The Nettys among the classes. One that is not initialised is passed over, for to ask it would
   * do that; so is one of which that is not known.
   *
   * @param loaded all that the JVM has loaded
   * @param instrumentation opens the packages of a Netty that is a module; where the agent has
   *     none, such a Netty is not found
   */
  public static NettyBuffers among(Class<?>[] loaded, @Nullable Instrumentation instrumentation) {
    NettyBuffers found = new NettyBuffers(instrumentation);
    for (int i = 0; i < loaded.length && found.size() < MOST; i++) {
      Class<?> platform = loaded[i];
      String name = nameOf(platform);
      if (name != null && Initialized.is(platform, instrumentation)) {
        found.add(platform, name);
      }
    }
    return found;
  }

  /** Sets {@link Field#NETTY_HIDDEN}, absent where no such memory is known. */
  @Override
  public void read(Sample into) {
    long sum = 0;
    boolean known = false;
    for (int i = 0; i < nettys.size(); i++) {
      Long used = isHidden(i) ? used(i) : null;
      if (used != null) {
        sum += used;
        known = true;
      }
    }
    if (known) {
      into.set(Field.NETTY_HIDDEN, sum);
    } else {
      into.set(Field.NETTY_HIDDEN, State.ABSENT);
    }
  }

  /** How many there are. */
  public int size() {
    return nettys.size();
  }

  /** The package of one, such as io.netty or io.grpc.netty.shaded.io.netty. */
  public String name(int netty) {
    return nettys.get(netty).name;
  }

  /** Whether its memory is in none of the JDK's buffer pools. */
  public boolean isHidden(int netty) {
    return nettys.get(netty).hidden;
  }

  /**
   * Bytes that it holds now; null where it does not count them (io.netty.maxDirectMemory=0), or has
   * been unloaded.
   */
  public @Nullable Long used(int netty) {
    Class<?> platform = nettys.get(netty).platform.get();
    if (platform == null) {
      return null;
    }
    try {
      Object used = invoke(platform, "usedDirectMemory");
      return used instanceof Long && (Long) used >= 0 ? (Long) used : null; // -1: not counted
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null; // its loader was closed, or its initialisation has failed
    }
  }

  /**
   * What the class's name begins with, before the ending; null where it is no such class of a
   * Netty. Its shape is looked at first: the JVM keeps each name that was once asked for, of 50,000
   * classes 5 MB.
   */
  private static @Nullable String nameOf(Class<?> type) {
    if (type.getModifiers() != (Modifier.PUBLIC | Modifier.FINAL)
        || type.getSuperclass() != Object.class
        || type.getClassLoader() == null) {
      return null;
    }
    String name = type.getName();
    return name.endsWith(PLATFORM) && name.contains("netty")
        ? name.substring(0, name.length() - PLATFORM.length())
        : null;
  }

  private void add(Class<?> platform, String name) {
    try {
      nettys.add(new Netty(platform, name, isHidden(platform)));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return; // a release without these members, or a module that cannot be opened: not found
    }
  }

  /** Whether its buffers are none of the JDK's pool. What it finds at its start does not change. */
  private boolean isHidden(Class<?> platform) throws ReflectiveOperationException {
    if (Boolean.TRUE.equals(invoke(platform, "useDirectBufferNoCleaner"))) {
      return true;
    }
    java.lang.reflect.Field field = platform.getDeclaredField("CLEANER");
    open(field, platform);
    String cleaner = field.get(null).getClass().getName();
    cleaner = cleaner.substring(cleaner.lastIndexOf('.') + 1);
    // Without a name of its own: NOOP, which leaves all to the JDK. In 4.1 there are no others.
    return cleaner.indexOf('$') < 0
        && !cleaner.equals("CleanerJava6")
        && !cleaner.equals("CleanerJava9");
  }

  private Object invoke(Class<?> platform, String name) throws ReflectiveOperationException {
    Method method = platform.getDeclaredMethod(name);
    open(method, platform);
    return method.invoke(null);
  }

  /** A class of no module is open; the packages of a module are, once they were opened to us. */
  private void open(AccessibleObject member, Class<?> of) throws ReflectiveOperationException {
    try {
      member.setAccessible(true);
    } catch (RuntimeException closed) { // InaccessibleObjectException, which Java 8 lacks
      DiagnosticCommands.openPackage(instrumentation, of);
      member.setAccessible(true);
    }
  }
}
