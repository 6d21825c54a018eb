package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.SampleBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelLookTest {

  private static final long MIB = 1 << 20;

  @TempDir private Path root;

  @Test
  void thePartOfV2ThatHasGrownMostIsNamed() {
    new FakeProc(root).descriptor(3, "socket:[1]").descriptor(4, "socket:[2]");
    KernelLook look = new KernelLook(root);
    Finding found = look.look(v2(160, 20).build(), v2(4, 16).build(), 300, 1000);
    assertEquals("kernel: sock 4.0 -> 160 MiB in 5 min; sockets 2", sentence(found));
    new FakeProc(root).descriptor(5, "socket:[3]");
    found = look.look(v2(200, 20).build(), v2(4, 16).build(), 300, 1060);
    assertEquals("kernel: sock 4.0 -> 200 MiB in 5 min; sockets 2 -> 3", sentence(found));
  }

  @Test
  void socketsWithLessThanHalfOfTheGrowthAreNotNamed() {
    KernelLook look = new KernelLook(root);
    assertNull(look.look(v2(5, 160).build(), v2(4, 16).build(), 300, 1000));
    assertNull(look.look(v2(46, 60).build(), v2(4, 16).build(), 300, 1000));
    assertNotNull(look.look(v2(48, 60).build(), v2(4, 16).build(), 300, 1000));
  }

  @Test
  void theSentenceHasTheBoundOfManyDescriptors() {
    FakeProc proc = new FakeProc(root);
    for (int i = 0; i < 1024; i++) {
      proc.descriptor(i, "pipe:[" + i + "]");
    }
    Finding found = new KernelLook(root).look(v1(20).build(), v1(1).build(), 300, 1000);
    assertEquals("kernel: pipes 1,024", sentence(found));
    proc.descriptor(1024, "pipe:[1024]");
    found = new KernelLook(root).look(v1(20).build(), v1(1).build(), 300, 1000);
    assertEquals("kernel: pipes 1,024 of the first 1,024 descriptors", sentence(found));
  }

  @Test
  void kernelStacksAreNamedWithTheThreads() {
    SampleBuilder before = v2(1, 4).with(Field.KERNEL_STACK, MIB).with(Field.THREADS, 60);
    SampleBuilder now = v2(1, 60).with(Field.KERNEL_STACK, 50 * MIB).with(Field.THREADS, 3100);
    Finding found = new KernelLook(root).look(now.build(), before.build(), 300, 1000);
    assertEquals(
        "kernel: kernel_stack 1.0 -> 50.0 MiB in 5 min; threads 60 -> 3,100", sentence(found));
  }

  @Test
  void onV1PipesAreNamedAndSocketsNever() {
    FakeProc proc = new FakeProc(root).descriptor(3, "pipe:[1]");
    for (int i = 100; i < 200; i++) {
      proc.descriptor(i, "socket:[" + i + "]");
    }
    KernelLook look = new KernelLook(root);
    assertNull(look.look(v1(1).build(), v1(1).build(), 300, 1000));
    for (int i = 4; i < 14; i++) {
      proc.descriptor(i, "pipe:[" + i + "]");
    }
    for (int i = 200; i < 300; i++) {
      proc.descriptor(i, "socket:[" + i + "]");
    }
    Finding found = look.look(v1(20).build(), v1(1).build(), 300, 1060);
    assertEquals("kernel: pipes 1 -> 11 in 60 s", sentence(found));
  }

  @Test
  void onV1TheThreadsAreNamedWhereTheirStacksExplainTheGrowth() {
    SampleBuilder before = v1(4).with(Field.THREADS, 60);
    SampleBuilder now = v1(40).with(Field.THREADS, 2060);
    Finding found = new KernelLook(root).look(now.build(), before.build(), 300, 1000);
    assertEquals(
        "kernel: threads 60 -> 2,060 in 5 min, each with a stack in the kernel", sentence(found));
  }

  @Test
  void thereIsNoFindingWithoutDescriptorsAndFigures() {
    SampleBuilder none = new SampleBuilder();
    assertNull(new KernelLook(root).look(none.build(), none.build(), 300, 1000));
  }

  @Test
  void theLinkGivesTheKindOfADescriptor() {
    assertEquals("eventpoll", KernelLook.kind("anon_inode:[eventpoll]"));
    assertEquals("inotify", KernelLook.kind("anon_inode:inotify"));
    assertEquals("files", KernelLook.kind("/tmp/a"));
    assertEquals("memfds", KernelLook.kind("/memfd:a (deleted)"));
    assertEquals("files", KernelLook.kind(""));
  }

  private static SampleBuilder v2(long sock, long kernel) {
    return new SampleBuilder()
        .with(Field.SOCK, sock * MIB)
        .with(Field.KERNEL, kernel * MIB)
        .with(Field.PAGE_TABLES, MIB);
  }

  private static SampleBuilder v1(long kernel) {
    return new SampleBuilder().with(Field.KERNEL, kernel * MIB);
  }

  private static String sentence(Finding found) {
    assertNotNull(found);
    return found.sentence();
  }
}
