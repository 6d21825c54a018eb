package io.github.headroom.agent.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Defines the export classes a second time, apart from the first ones. A class whose initializer
 * ran out of memory stays unusable for the life of its loader (JVMS 5.5). The export classes are
 * first used while the application runs, possibly with a full heap.
 */
final class FreshClasses extends ClassLoader {

  /** The types that the export threads and the loaded classes share. */
  private static boolean isShared(String name) {
    return name.equals("io.github.headroom.agent.publish.Publisher")
        || name.equals("io.github.headroom.agent.publish.EventSink")
        || name.equals("io.github.headroom.agent.publish.Event");
  }

  FreshClasses() {
    super(FreshClasses.class.getClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!isFresh(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  /** Uses no array of packages, because its initializer could run out of memory, too. */
  private static boolean isFresh(String name) {
    return (name.startsWith("io.github.headroom.agent.publish.") && !isShared(name))
        || name.startsWith("io.github.headroom.agent.transport.");
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes;
    try {
      bytes = read(name.replace('.', '/').concat(".class"));
    } catch (IOException e) { // the jar was replaced while the JVM runs
      throw new ClassNotFoundException(name, e);
    }
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length, FreshClasses.class.getProtectionDomain());
  }

  private byte @Nullable [] read(String file) throws IOException {
    try (InputStream in = getParent().getResourceAsStream(file)) {
      if (in == null) {
        return null;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 * 1024);
      byte[] part = new byte[8 * 1024];
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        bytes.write(part, 0, read);
      }
      return bytes.toByteArray();
    }
  }
}
