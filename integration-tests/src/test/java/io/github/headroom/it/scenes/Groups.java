package io.github.headroom.it.scenes;

import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.CgroupV2;
import io.github.headroom.it.parts.JavaProcess;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The cgroups of a scene outside containers: the JVM's own and the one whose limit binds. */
final class Groups implements AutoCloseable {

  private final Deque<Runnable> made = new ArrayDeque<>();
  private final @Nullable CgroupV1 v1;
  private final @Nullable CgroupV2 v2;
  private final Group own;
  private final Group limited;

  /** A group's directory, and its name as the kernel's log has it. */
  record Group(Path directory, String path) {}

  private Groups(Scene scene) {
    boolean ancestor = scene.place().arrangement() == Arrangement.ANCESTOR;
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
      v1 = null;
      v2 = group;
      own = new Group(group.directory(), group.path());
    } else {
      CgroupV1 group = keep(CgroupV1.create().limit(scene.limit()));
      limited = new Group(group.directory(), group.path());
      if (ancestor) {
        group = keep(group.child().limit(2 * scene.limit()));
      }
      v1 = group;
      v2 = null;
      own = new Group(group.directory(), group.path());
    }
  }

  static Groups of(Scene scene) {
    return new Groups(scene);
  }

  Group own() {
    return own;
  }

  Group limited() {
    return limited;
  }

  /** Starts the JVM in its group. */
  JavaProcess start(JavaProcess.Builder jvm) {
    return (v1 != null ? jvm.in(v1) : jvm.in(v2)).start();
  }

  /** The inner group first. */
  @Override
  public void close() {
    while (!made.isEmpty()) {
      made.pop().run();
    }
  }

  private CgroupV1 keep(CgroupV1 group) {
    made.push(group::close);
    return group;
  }

  private CgroupV2 keep(CgroupV2 group) {
    made.push(group::close);
    return group;
  }
}
