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
 * Reads the direct memory that each copy of Netty in this JVM counts, also a shaded one:
 * usedDirectMemory() of its class PlatformDependent.
 *
 * <p>Netty allocates that memory through the JDK's direct buffers or past them. {@link
 * Field#NETTY_HIDDEN} is the memory past them; the rest is in the JDK's buffer pool. Netty 4.1
 * allocates past them where useDirectBufferNoCleaner() is true. Netty 4.2 does where its CLEANER
 * does not wrap ByteBuffer.allocateDirect. On JDK 25 that is the default (netty/netty#16489).
 *
 * <p>The search runs only when direct or native memory grows: {@link #among} takes a millisecond or
 * two, and 12 ms at 50,000 classes. Each pass then takes 0.04 ms. References to Netty are weak, so
 * its class loader can be unloaded. Immutable, so any thread may read it.
 */
public final class NettyBuffers implements Source {

  /** As many as the applications of an application server. */
  static final int MOST = 16;

  private static final String PLATFORM = ".util.internal.PlatformDependent";

  private final @Nullable Instrumentation instrumentation;
  private final List<Netty> nettys = new ArrayList<>();

  /** One copy of Netty. */
  private static final class Netty {
    final WeakReference<Class<?>> platform;

    /** The package of this copy, for example io.netty or io.grpc.netty.shaded.io.netty. */
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
   * Finds the copies of Netty among the classes. A copy is ignored if it is not initialised,
   * because a call would initialise it, or if that is not known.
   *
   * @param loaded all classes that the JVM has loaded
   * @param instrumentation opens the packages of a Netty that is a module. Where it is null, such a
   *     Netty is not found
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

  /** Sets {@link Field#NETTY_HIDDEN}; absent where no such memory is known. */
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

  /** The number of copies. */
  public int size() {
    return nettys.size();
  }

  /** The package of a copy, for example io.netty or io.grpc.netty.shaded.io.netty. */
  public String name(int netty) {
    return nettys.get(netty).name;
  }

  /** Whether its memory is in none of the JDK's buffer pools. */
  public boolean isHidden(int netty) {
    return nettys.get(netty).hidden;
  }

  /**
   * Bytes that the copy holds now; null where it does not count them (io.netty.maxDirectMemory=0),
   * or was unloaded.
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
   * The package of a Netty's PlatformDependent; null for another class. The class's modifiers are
   * checked before its name, because the JVM keeps each name that was requested once: 5 MB for
   * 50,000 classes.
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

  /** Whether its buffers are outside the JDK's pool. Netty decides that at its start. */
  private boolean isHidden(Class<?> platform) throws ReflectiveOperationException {
    if (Boolean.TRUE.equals(invoke(platform, "useDirectBufferNoCleaner"))) {
      return true;
    }
    java.lang.reflect.Field field = platform.getDeclaredField("CLEANER");
    open(field, platform);
    String cleaner = field.get(null).getClass().getName();
    cleaner = cleaner.substring(cleaner.lastIndexOf('.') + 1);
    // NOOP is an anonymous class, and leaves all memory to the JDK. 4.1 has no other cleaners.
    return cleaner.indexOf('$') < 0
        && !cleaner.equals("CleanerJava6")
        && !cleaner.equals("CleanerJava9");
  }

  private Object invoke(Class<?> platform, String name) throws ReflectiveOperationException {
    Method method = platform.getDeclaredMethod(name);
    open(method, platform);
    return method.invoke(null);
  }

  /**
   * Makes a member accessible. A class outside modules is open; a module's package must be opened
   * first.
   */
  private void open(AccessibleObject member, Class<?> of) throws ReflectiveOperationException {
    try {
      member.setAccessible(true);
    } catch (RuntimeException closed) { // InaccessibleObjectException, which Java 8 lacks
      DiagnosticCommands.openPackage(instrumentation, of);
      member.setAccessible(true);
    }
  }
}
