package io.github.headroom.agent.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletMountsTest {

  private static final String POD = "/var/lib/kubelet/pods/b34634ea-cd65-4099-bee5-ad4de9264ffb/";
  private static final String EMPTY_DIR = POD + "volumes/kubernetes.io~empty-dir/agent";

  @TempDir Path temporary;

  @Test
  void anEmptyDirIsFoundByTheNameThatTheKubeletGivesIt() throws IOException {
    mountinfo(
        "612 540 0:51 / / rw,relatime - overlay overlay rw",
        "620 612 254:0 " + EMPTY_DIR + " /agent rw,relatime - ext4 /dev/vda rw",
        "621 612 0:60 / /memory rw,relatime - tmpfs tmpfs rw",
        "622 612 254:0 "
            + POD
            + "volumes/kubernetes.io~configmap/a /configured ro - ext4 /dev/a rw",
        "623 612 254:0 /srv/agent /host rw,relatime - ext4 /dev/vda rw",
        "624 620 0:61 / /agent/above rw,relatime - tmpfs tmpfs rw",
        "625 612 254:0 " + EMPTY_DIR + " /twice rw - ext4 /dev/vda rw",
        "626 625 254:0 /srv/agent /twice rw - ext4 /dev/vda rw",
        "627 612");

    assertEquals(Path.of("/agent"), emptyDir("/agent/agent.jar"));
    assertEquals(Path.of("/agent"), emptyDir("/agent/extensions/agent.jar"));
    for (String other :
        List.of(
            "/agent-of-mine/agent.jar",
            "/agent/above/agent.jar",
            "/memory/agent.jar",
            "/configured/agent.jar",
            "/host/agent.jar",
            "/twice/agent.jar",
            "/agent.jar")) {
      assertNull(emptyDir(other), other);
    }
  }

  /** As with {@code -javaagent:/opt/agent.jar}, a link into the volume. */
  @Test
  void theFileCountsAndNotALinkToIt() throws IOException {
    Path volume = Files.createDirectory(temporary.toRealPath().resolve("volume"));
    Path jar = Files.createFile(volume.resolve("agent.jar"));
    Path link = Files.createSymbolicLink(temporary.resolve("link.jar"), jar);
    mountinfo("620 612 254:0 " + EMPTY_DIR + " " + volume + " rw - ext4 /dev/vda rw");

    assertEquals(volume, KubeletMounts.emptyDir(link, temporary));
  }

  @Test
  void aMountPointMayHaveASpaceInItsName() throws IOException {
    mountinfo("620 612 254:0 " + EMPTY_DIR + " /my\\040agent rw - ext4 /dev/vda rw");

    assertEquals(Path.of("/my agent"), emptyDir("/my agent/agent.jar"));
  }

  @Test
  void withoutMountsToReadThereIsNoEmptyDir() throws IOException {
    assertThrows(IOException.class, () -> emptyDir("/agent/agent.jar"));
    mountinfo("", "garbage", "1 2 3 4 5 6 7 - 8 9 10");
    assertNull(emptyDir("/agent/agent.jar"));
  }

  /** On a node, on one whose /var/lib/kubelet is a separate file system, and on kind in podman. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        POD,
        "/pods/b34634ea-cd65-4099-bee5-ad4de9264ffb/",
        "/home/core/containers/storage/volumes/4435/_data/lib/kubelet/pods/6b2441c4/"
      })
  void theContainerIsNamedByTheDirectoryOfItsTerminationLog(String pod) throws IOException {
    mountinfo(
        "612 540 0:51 / / rw,relatime - overlay overlay rw",
        "2647 612 8:1 " + pod + "etc-hosts /etc/hosts rw,relatime - ext4 /dev/sda1 rw",
        "2648 612 8:1 " + pod + "containers/main/daf3b15a /dev/end rw - ext4 /dev/sda1 rw");

    assertEquals("main", KubeletMounts.container(temporary));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/daf3b15a",
        "/containers/main/daf3b15a",
        "/pods/containers/main/daf3b15a",
        "/pods/x/containers/storage/volumes",
        "/pods/x/containers/main/daf3b15a0",
        "/pods/x/volumes/main/daf3b15a",
        "/tripods/x/containers/main/daf3b15a",
        "/var/lib/docker/containers/c0316cc3/hostname"
      })
  void anotherMountNamesNoContainer(String root) throws IOException {
    mountinfo("2648 612 8:1 " + root + " /dev/end rw - ext4 /dev/sda1 rw");

    assertNull(KubeletMounts.container(temporary));
  }

  @Test
  void withoutMountsToReadTheContainerIsNotKnown() throws IOException {
    assertNull(KubeletMounts.container(temporary));
    mountinfo("", "garbage", "1 2 3 4 5 6 7 - 8 9 10");
    assertNull(KubeletMounts.container(temporary));
  }

  private Path emptyDir(String jar) throws IOException {
    return KubeletMounts.emptyDir(Path.of(jar), temporary);
  }

  private void mountinfo(String... lines) throws IOException {
    Path self = Files.createDirectories(temporary.resolve("proc/self"));
    Files.write(self.resolve("mountinfo"), List.of(lines));
  }
}
