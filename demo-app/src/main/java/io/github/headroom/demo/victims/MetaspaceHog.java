package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Dies of classes: the same one again and again, each time of a class loader of its own. */
final class MetaspaceHog {
  private MetaspaceHog() {}

  public static void main(String[] commandLine) throws IOException {
    Arguments arguments = new Arguments(commandLine, Plan.RATE, Plan.MOST);
    byte[] bytes = LargeClass.bytes();
    List<Class<?>> held = new ArrayList<>();
    Taking.printing()
        .follow(
            Plan.steady(arguments, 10 << 20),
            LargeClass.METASPACE,
            () -> held.add(new Loader().define(bytes)));
  }

  /** A class keeps its loader, the loader its part of the metaspace. */
  static final class Loader extends ClassLoader {
    Loader() {
      super(null);
    }

    Class<?> define(byte[] bytes) {
      return defineClass(LargeClass.NAME, bytes, 0, bytes.length);
    }
  }
}
