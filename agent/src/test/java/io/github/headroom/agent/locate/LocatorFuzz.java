package io.github.headroom.agent.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.fuzz.Allocated;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * /proc/self/cgroup and /proc/self/mountinfo: what was parsed can be written and parsed again with
 * the same result. Locating ends with a reason, whatever they contain.
 */
public final class LocatorFuzz {

  private static final Path ROOT = root();

  private LocatorFuzz() {}

  /** The part before the first NUL is the cgroup file, the rest is mountinfo. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    String text = new String(input, StandardCharsets.UTF_8);
    int cut = text.indexOf('\0');
    String cgroup = cut < 0 ? text : text.substring(0, cut);
    String mountInfo = cut < 0 ? "" : text.substring(cut + 1);
    Allocated.bounded(
        () -> {
          check(ProcCgroup.parse(cgroup));
          check(MountInfo.parse(mountInfo));
        });
    Files.writeString(ROOT.resolve("proc/self/cgroup"), cgroup.replace('\ufffd', '?'));
    Files.writeString(ROOT.resolve("proc/self/mountinfo"), mountInfo.replace('\ufffd', '?'));
    Location location = new CgroupLocator(ROOT).locate("self");
    assertTrue(!location.reason().isEmpty());
    MemoryCgroup found = location.cgroup();
    if (found != null) {
      assertTrue(Files.isDirectory(found.directory()), found.toString());
    }
  }

  private static void check(ProcCgroup cgroups) {
    String memory = cgroups.v1Path();
    String unified = cgroups.unifiedPath();
    String printed =
        (memory == null ? "" : "4:memory:" + memory + "\n")
            + (unified == null ? "" : "0::" + unified + "\n");
    ProcCgroup again = ProcCgroup.parse(printed);
    assertEquals(memory, again.v1Path());
    assertEquals(unified, again.unifiedPath());
  }

  private static void check(MountInfo mounts) {
    for (Mount mount : mounts.mounts()) {
      String printed =
          mount.id
              + " "
              + mount.parent
              + " 0:1 "
              + escape(mount.root)
              + " "
              + escape(mount.point)
              + " rw - "
              + mount.type
              + " none "
              + mount.superOptions;
      Mount again = MountInfo.parse(printed).mounts().get(0);
      assertEquals(mount.root, again.root);
      assertEquals(mount.point, again.point);
      assertEquals(mount.type, again.type);
      assertEquals(mount.superOptions, again.superOptions);
      assertTrue(mount.point.startsWith("/"), mount.point);
      String below = mount.below("/a/b");
      assertTrue(below == null || below.isEmpty() || below.startsWith("/"), below);
    }
    for (CgroupVersion version : CgroupVersion.values()) {
      assertTrue(mounts.mounts().containsAll(mounts.visible(version)));
    }
  }

  /** Escapes like the kernel's seq_escape. */
  private static String escape(String name) {
    return name.replace("\\", "\\134")
        .replace(" ", "\\040")
        .replace("\t", "\\011")
        .replace("\n", "\\012");
  }

  private static Path root() {
    try {
      Path root = Files.createTempDirectory("headroom-fuzz");
      Files.createDirectories(root.resolve("proc/self"));
      Files.writeString(root.resolve("proc/self/stat"), "42 (java) S 1\n");
      Path group = Files.createDirectories(root.resolve("sys/fs/cgroup/a"));
      Files.writeString(group.resolve("memory.current"), "1\n");
      Files.writeString(group.resolve("memory.max"), "max\n");
      Files.writeString(group.resolve("cgroup.procs"), "42\n");
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
