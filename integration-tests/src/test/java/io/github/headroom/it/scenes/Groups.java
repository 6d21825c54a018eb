package io.github.headroom.it.scenes;

import static org.junit.jupiter.api.Assumptions.abort;

import io.github.headroom.it.parts.Cgroup;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.CgroupV2;
import io.github.headroom.it.parts.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The cgroups of a scene outside containers: the JVM's own and the one whose limit binds. */
public final class Groups implements AutoCloseable {

  /** admin-guide/mm/multigen_lru.rst. */
  private static final Path MGLRU = Path.of("/sys/kernel/mm/lru_gen/enabled");

  /** admin-guide/mm/zswap.rst. */
  private static final Path ZSWAP = Path.of("/sys/module/zswap/parameters/enabled");

  private final Deque<Runnable> made = new ArrayDeque<>();
  private final Cgroup jvms;
  private final Group own;
  private final Group limited;

  /** A group's directory, and its name as the kernel's log has it. */
  public record Group(Path directory, String path) {}

  private Groups(Scene scene) {
    boolean ancestor = scene.place().arrangement() == Arrangement.ANCESTOR;
    if (scene.place().arrangement() == Arrangement.MGLRU) {
      switchOn(MGLRU, "multi-generational LRU");
    }
    if (scene.place().arrangement() == Arrangement.ZSWAP) {
      switchOn(ZSWAP, "zswap");
    }
    if (scene.place().guest()) {
      CgroupV2 group = keep(CgroupV2.create(scene.name()).limit(scene.limit()));
      group.swapLimit(scene.place().swap());
      limited = new Group(group.directory(), group.path());
      if (ancestor) {
        group = keep(group.child("inner").limit(2 * scene.limit()));
      }
      if (scene.place().arrangement() == Arrangement.OOM_GROUP) {
        group.killedWhole();
      }
      if (scene.place().arrangement() == Arrangement.HIGH) {
        group.high(scene.high());
      }
      jvms = group;
    } else {
      CgroupV1 group = keep(CgroupV1.create().limit(scene.limit()));
      limited = new Group(group.directory(), group.path());
      if (ancestor) {
        group = keep(group.child().limit(2 * scene.limit()));
      }
      jvms = group;
    }
    own = new Group(jvms.directory(), jvms.path());
  }

  public static Groups of(Scene scene) {
    return new Groups(scene);
  }

  public Group own() {
    return own;
  }

  public Group limited() {
    return limited;
  }

  /** Starts the JVM in its group; where it cannot be started, the groups are removed. */
  public JavaProcess start(JavaProcess.Builder jvm) {
    try {
      return jvm.in(jvms).start();
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private void switchOn(Path parameter, String feature) {
    try {
      if (!Files.exists(parameter)) {
        abort("this kernel has no " + feature + ": there is no " + parameter);
      }
      String before = Files.readString(parameter).strip();
      write(parameter, "y");
      made.push(() -> write(parameter, before));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path parameter, String text) {
    try {
      Files.writeString(parameter, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The inner group first. */
  @Override
  public void close() {
    while (!made.isEmpty()) {
      made.pop().run();
    }
  }

  private <C extends Cgroup> C keep(C group) {
    made.push(group::close);
    return group;
  }
}
