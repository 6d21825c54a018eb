package io.github.headroom.demo.victims;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

/** Dies of native memory that no flag bounds and no buffer pool counts: malloc, as a library's. */
final class UnsafeHog {
  private UnsafeHog() {}

  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    // By reflection: the compiler has a warning for this class that cannot be switched off.
    Class<?> type = Class.forName("sun.misc.Unsafe");
    Field instance = type.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    Object unsafe = instance.get(null);
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle allocate =
        lookup
            .findVirtual(type, "allocateMemory", MethodType.methodType(long.class, long.class))
            .bindTo(unsafe);
    MethodHandle fill =
        lookup
            .findVirtual(
                type,
                "setMemory",
                MethodType.methodType(void.class, long.class, long.class, byte.class))
            .bindTo(unsafe);
    SteadyRate.of(arguments).take(() -> take(allocate, fill));
  }

  private static void take(MethodHandle allocate, MethodHandle fill) {
    try {
      long address = (long) allocate.invokeExact((long) SteadyRate.CHUNK);
      fill.invokeExact(address, (long) SteadyRate.CHUNK, (byte) 1);
    } catch (Throwable e) {
      throw new IllegalStateException("sun.misc.Unsafe", e);
    }
  }
}
