package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedMemoryLookTest {

  private static final long MIB = 1 << 20;
  private static final String SEGMENTS =
      "       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid"
          + "      atime      dtime      ctime                   rss                  swap\n";

  @TempDir private Path root;

  private final Sample sample = new SampleBuilder().with(Field.SHMEM, 400 * MIB).build();
  private final Map<String, Long> used = new HashMap<>();

  @Test
  void theMountThatHasGrownMostIsNamedAndItsLargestFile() throws IOException {
    mounts("/dev/shm", "/run");
    Path below = Files.createDirectories(root.resolve("dev/shm/spool"));
    Files.write(below.resolve("spool-7.bin"), new byte[3 << 20]);
    Files.write(root.resolve("dev/shm/small"), new byte[1]);
    used.put("/dev/shm", 12 * MIB);
    used.put("/run", 100 * MIB);
    SharedMemoryLook look = look();
    assertEquals("shared_memory: /run holds 100 MiB", sentence(look, 1000));
    used.put("/dev/shm", 340 * MIB);
    assertEquals(
        "shared_memory: /dev/shm 12.0 -> 340 MiB in 60 s, largest file spool-7.bin 3.0 MiB",
        sentence(look, 1060));
  }

  @Test
  void aMountThatHoldsMoreThanTheCgroupIsNotNamed() {
    mounts("/run");
    used.put("/run", 500 * MIB);
    assertNull(look().look(sample, sample, 300, 1000));
  }

  @Test
  void theSentenceHasTheBoundOfTheWalk() throws IOException {
    mounts("/dev/shm");
    used.put("/dev/shm", 10 * MIB);
    Path directory = Files.createDirectories(root.resolve("dev/shm"));
    for (int i = 0; i < 2100; i++) {
      Files.write(directory.resolve("f" + i), new byte[1]);
    }
    Files.write(directory.resolve("f0"), new byte[1]);
    String sentence = sentence(look(), 1000);
    assertEquals(
        "shared_memory: /dev/shm holds 10.0 MiB, largest of 2,000 files ",
        sentence.substring(0, sentence.lastIndexOf(" f") + 1));
  }

  @Test
  void memoryWithoutAMountIsNamedByItsMapping() {
    new FakeProc(root)
        .file(
            "self/maps",
            "7f1ad0000000-7f1ad4000000 rw-s 00000000 00:01 77 /memfd:cache (deleted)\n");
    assertEquals("shared_memory: /memfd:cache holds 64.0 MiB", sentence(look(), 1000));
  }

  @Test
  void segmentsOfSystemVAreSummed() {
    new FakeProc(root)
        .file(
            "sysvipc/shm",
            SEGMENTS
                + "0 32768 1600 67108864 1 1 2 0 0 0 0 1 0 1 33554432 0\n"
                + "0 32769 1600 67108864 1 1 2 0 0 0 0 1 0 1 33554432 0\n0 1 2\n");
    assertEquals("shared_memory: System V holds 64.0 MiB", sentence(look(), 1000));
  }

  /** A container that sees its node's mounts, as shirou/gopsutil issue 2005 has one. */
  @Test
  void aMountBehindThoseOfANodeIsNamed() {
    String layers = "/var/lib/containerd/snapshots/1/fs:".repeat(20);
    new FakeProc(root)
        .file(
            "self/mountinfo",
            ("29 1 0:50 / /host/run rw - overlay overlay rw,lowerdir=" + layers + "\n").repeat(500)
                + "30 1 0:2 / /dev/shm rw - tmpfs tmpfs rw\n");
    used.put("/dev/shm", 64L << 20);
    assertEquals("shared_memory: /dev/shm holds 64.0 MiB", sentence(look(), 1000));
  }

  @Test
  void thereIsNoFindingWithoutFiles() {
    assertNull(look().look(sample, sample, 300, 1000));
  }

  private void mounts(String... points) {
    StringBuilder text = new StringBuilder("garbage\n");
    for (int i = 0; i < points.length; i++) {
      text.append(30 + i).append(" 1 0:2 / ").append(points[i]).append(" rw - tmpfs tmpfs rw\n");
    }
    new FakeProc(root).file("self/mountinfo", text + "40 1 0:3 / /data rw - ext4 /dev/a rw\n");
  }

  private SharedMemoryLook look() {
    return new SharedMemoryLook(root) {
      @Override
      long usedBytes(File mount) {
        return used.getOrDefault("/" + root.relativize(mount.toPath()), 0L);
      }
    };
  }

  private String sentence(SharedMemoryLook look, double clock) {
    Finding found = look.look(sample, sample, 300, clock);
    assertNotNull(found);
    return found.sentence();
  }
}
