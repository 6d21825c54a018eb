package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.Container;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A container of runc, on this machine's cgroup v1, and what is left of it. */
class ContainerTest {

  @Test
  void itsCgroupOutlivesItUntilTheReleaseAndNothingStaysAfterIt() throws Exception {
    String parent = "/headroom-it-" + ProcessHandle.current().pid();
    Container container =
        Container.of(Container.OciRuntime.RUNC)
            .cgroup(parent + "/inner")
            .limit(16 << 20)
            .start(List.of("tail", "/dev/zero"));
    Path directory = container.directory();
    try (container) {
      container.awaitEnd(Await.BOUND);
      CgroupV1 group = CgroupV1.existing(parent + "/inner");
      assertEquals(1, group.pairs("memory.oom_control").get("oom_kill"), container::toString);
      assertEquals(137, container.release());
    }
    assertFalse(Files.exists(directory.getParent()), directory + " is still there");
    assertFalse(Files.exists(Path.of("/sys/fs/cgroup/pids" + parent)));
    assertFalse(
        Files.readString(Path.of("/proc/self/mountinfo")).contains("headroom-it-container"));
  }

  @Test
  void itSeesTheStandardOutputAndTheExitStatus() throws Exception {
    try (Container container =
        Container.of(Container.OciRuntime.RUNC)
            .user(65534)
            .readOnlyRoot()
            .start(List.of("sh", "-c", "id -u; touch /x; exit 3"))) {
      container.awaitEnd(Await.BOUND);
      assertEquals(3, container.release());
      assertEquals("65534\n", container.output());
      assertTrue(container.errors().contains("Read-only file system"), container::toString);
    }
  }
}
