package io.github.headroom.benchmarks.accuracy.lives;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The class path once more, with other values of constants in the forecast: they are changed in the
 * constant pools of the class files (The Java Virtual Machine Specification, 4.4), so that the
 * agent needs no switch for it.
 */
final class TunedClasses extends URLClassLoader {

  private static final int UTF8 = 1;
  private static final int INTEGER = 3;
  private static final int FLOAT = 4;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int METHOD_HANDLE = 15;
  private static final int METHOD_TYPE = 16;
  private static final int MODULE = 19;
  private static final int PACKAGE = 20;
  private static final int POOL = 8;

  private final Map<Fitted, Double> values;

  /**
   * @param values of those constants that are to differ
   */
  TunedClasses(Map<Fitted, Double> values) {
    super(classPath(), ClassLoader.getPlatformClassLoader());
    this.values = Map.copyOf(values);
  }

  private static URL[] classPath() {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      try {
        urls.add(Path.of(entry).toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException(entry, e);
      }
    }
    return urls.toArray(new URL[0]);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    for (Map.Entry<Fitted, Double> each : values.entrySet()) {
      if (each.getKey().className().equals(name)) {
        byte[] bytes = bytes(name);
        set(name, bytes, each.getKey().shipped, each.getValue());
        return defineClass(name, bytes, 0, bytes.length);
      }
    }
    return super.findClass(name);
  }

  private byte[] bytes(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  /**
   * Puts another number in the place of the one that is this.
   *
   * @throws IllegalStateException where the class has no such constant
   */
  static void set(String name, byte[] classFile, double from, double to) {
    ByteBuffer in = ByteBuffer.wrap(classFile);
    int count = in.getShort(POOL);
    in.position(POOL + 2);
    for (int i = 1; i < count; i++) {
      int tag = in.get();
      if (tag == DOUBLE && in.getDouble(in.position()) == from) {
        in.putDouble(to);
        return; // a pool has a number once
      }
      int length = length(tag, in);
      in.position(in.position() + length);
      i += tag == LONG || tag == DOUBLE ? 1 : 0;
    }
    throw new IllegalStateException(
        name + ": expected the constant " + from + ", found none; it is that of Fitted");
  }

  private static int length(int tag, ByteBuffer in) {
    return switch (tag) {
      case UTF8 -> 2 + Short.toUnsignedInt(in.getShort(in.position()));
      case LONG, DOUBLE -> 8;
      case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE -> 2;
      case METHOD_HANDLE -> 3;
      case INTEGER, FLOAT -> 4;
      default -> 4; // two indexes
    };
  }
}
