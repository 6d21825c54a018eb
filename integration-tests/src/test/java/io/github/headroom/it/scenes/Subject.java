package io.github.headroom.it.scenes;

import io.github.headroom.it.parts.Container;
import io.github.headroom.it.parts.JavaProcess;
import java.io.IOException;
import java.time.Duration;

/** The JVM of a scene with its groups, in a container or not. */
public interface Subject extends AutoCloseable {

  long pid();

  boolean isAlive();

  /** The exit status of one that has ended. */
  int exit();

  String output();

  String errors();

  Groups.Group own();

  Groups.Group limited();

  @Override
  void close() throws IOException;

  static Subject of(Groups groups, JavaProcess jvm) {
    return new Subject() {
      @Override
      public long pid() {
        return jvm.pid();
      }

      @Override
      public boolean isAlive() {
        return jvm.isAlive();
      }

      @Override
      public int exit() {
        return jvm.awaitExit(Duration.ZERO);
      }

      @Override
      public String output() {
        return jvm.output();
      }

      @Override
      public String errors() {
        return jvm.errors();
      }

      @Override
      public Groups.Group own() {
        return groups.own();
      }

      @Override
      public Groups.Group limited() {
        return groups.limited();
      }

      @Override
      public void close() throws IOException {
        try (groups) {
          jvm.close();
        }
      }
    };
  }

  static Subject of(Container container) {
    Groups.Group group = new Groups.Group(container.directory(), container.cgroup());
    return new Subject() {
      @Override
      public long pid() {
        return container.pid();
      }

      @Override
      public boolean isAlive() {
        return container.isAlive();
      }

      @Override
      public int exit() {
        return container.release();
      }

      @Override
      public String output() {
        return container.output();
      }

      @Override
      public String errors() {
        return container.errors();
      }

      @Override
      public Groups.Group own() {
        return group;
      }

      @Override
      public Groups.Group limited() {
        return group;
      }

      @Override
      public void close() throws IOException {
        container.close();
      }
    };
  }
}
