package io.github.headroom.demo.victims;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

/** The C library's malloc, as a native library uses it: no flag bounds it, no pool counts it. */
final class Malloc {
  /** Left to the headers of the C library and of the JVM, so that a chunk is whole pages. */
  private static final int HEADERS = 64;

  static final int PAGE = 4096;

  private final MethodHandle allocate;
  private final MethodHandle fill;
  private final MethodHandle copy;
  private final MethodHandle reallocate;
  private final MethodHandle free;
  private final long firstByte;

  Malloc() {
    try {
      // By reflection: the compiler has a warning for this class that cannot be switched off.
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field instance = type.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      Object unsafe = instance.get(null);
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      allocate =
          lookup
              .findVirtual(type, "allocateMemory", MethodType.methodType(long.class, long.class))
              .bindTo(unsafe);
      fill =
          lookup
              .findVirtual(
                  type,
                  "setMemory",
                  MethodType.methodType(void.class, long.class, long.class, byte.class))
              .bindTo(unsafe);
      firstByte = type.getField("ARRAY_BYTE_BASE_OFFSET").getInt(null);
      copy =
          lookup
              .findVirtual(
                  type,
                  "copyMemory",
                  MethodType.methodType(
                      void.class, Object.class, long.class, Object.class, long.class, long.class))
              .bindTo(unsafe);
      reallocate =
          lookup
              .findVirtual(
                  type,
                  "reallocateMemory",
                  MethodType.methodType(long.class, long.class, long.class))
              .bindTo(unsafe);
      free =
          lookup
              .findVirtual(type, "freeMemory", MethodType.methodType(void.class, long.class))
              .bindTo(unsafe);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("sun.misc.Unsafe", e);
    }
  }

  /** Allocates so many bytes, its headers among them, and writes them all. Gives their address. */
  long take(int bytes) {
    try {
      long address = (long) allocate.invokeExact((long) (bytes - HEADERS));
      write(address, bytes);
      return address;
    } catch (Throwable e) {
      throw new IllegalStateException("sun.misc.Unsafe", e);
    }
  }

  /** Writes all bytes of an allocation again. */
  void write(long address, int bytes) {
    try {
      fill.invokeExact(address, (long) (bytes - HEADERS), (byte) 1);
    } catch (Throwable e) {
      throw new IllegalStateException("sun.misc.Unsafe", e);
    }
  }

  /** Gives an allocation back. */
  void free(long address) {
    try {
      free.invokeExact(address);
    } catch (Throwable e) {
      throw new IllegalStateException("sun.misc.Unsafe", e);
    }
  }

  /** Gives back what is behind the first bytes of an allocation, which does not move. */
  void cut(long address, long bytes) {
    try {
      if ((long) reallocate.invokeExact(address, bytes) != address) {
        throw new IllegalStateException("an allocation that was made smaller has moved");
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("sun.misc.Unsafe", e);
    }
  }

  /** Writes the same bytes into each page of an allocation. */
  void scatter(long address, int bytes, byte[] page) {
    try {
      for (long at = 0; at + PAGE <= bytes - HEADERS; at += PAGE) {
        copy.invokeExact((Object) page, firstByte, (Object) null, address + at, (long) page.length);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("sun.misc.Unsafe", e);
    }
  }
}
