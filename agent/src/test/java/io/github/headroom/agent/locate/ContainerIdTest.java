package io.github.headroom.agent.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerIdTest {

  static final String ID = "4f797c539e6c745de61a93ca3ff892358ecbcaccd8414d5db545c38428142970";
  private static final String OTHER =
      "9b11c60b2f0f5d0ea2a6a3a1f3b0d1d9f5c6d9f8f9a0b1c2d3e4f5a6b7c8d9e0";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4:memory:/docker/" + ID,
        "4:memory:/docker/" + ID + "/init",
        "0::/system.slice/docker-" + ID + ".scope",
        "0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + ID + ".scope",
        "0::/kubepods.slice/crio-" + ID + ".scope",
        "0::/machine.slice/libpod-" + ID + ".scope/container",
        "0::/system.slice/containerd.service/kubepods-besteffort-pod1.slice:cri-containerd:" + ID,
        "1:name=systemd:/docker/" + OTHER + "/kubepods/pod1/" + ID,
        "0::/../" + ID,
      })
  void theCgroupPathNamesTheContainer(String line) {
    assertEquals(ID, find("9:x:/\n" + line + "\n", ""));
  }

  @Test
  void ecsNamesAContainerByTaskAndNumber() {
    assertEquals(
        "b4e9b1dd2d8b4f5c9f3a3f6c0e9f4a77-2531612879",
        ContainerId.of(CgroupLayoutsTest.LAYOUTS.resolve("v1-ecs-fargate"), "self"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0::/",
        "0::/user.slice/user-1000.slice/session-2.scope",
        "0::/system.slice/app.service",
        "0::/machine.slice/libpod-conmon-" + ID + ".scope",
        "0::/docker/" + ID + "0",
        "0::/docker/4F797C539E6C745DE61A93CA3FF892358ECBCACCD8414D5DB545C38428142970",
        "0::/kubepods/pod0f3c1e7a-52d6-4b69-9d1c-3c6f4a3f2b11",
        ID,
      })
  void otherPathsNameNone(String line) {
    assertNull(find(line, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/var/lib/docker/containers/" + ID + "/hostname /etc/hostname",
        "/docker/containers/" + ID + "/resolv.conf /etc/resolv.conf",
        "/containers/storage/overlay-containers/" + ID + "/userdata/hostname /etc/hostname",
        "/user/1000/containers/overlay-containers/"
            + ID
            + "/userdata/.containerenv"
            + " /run/.containerenv",
      })
  void inAPrivateNamespaceTheMountsNameIt(String rootAndPoint) {
    assertEquals(ID, find("0::/\n", "5 4 8:1 " + rootAndPoint + " rw - ext4 /dev/sda1 rw\n"));
  }

  @Test
  void mountsOfOtherThingsOutOfSuchADirectoryDoNotCount() {
    assertNull(
        find(
            "0::/\n",
            "5 4 8:1 /docker/containers/" + ID + "/x.log /logs rw - ext4 /dev/sda1 rw\n"));
  }

  @Test
  void inAKubernetesPodTheMountsNameTheSandboxOnly() {
    Path root = CgroupLayoutsTest.LAYOUTS.resolve("v2-kubernetes-containerd-private-namespace");
    assertNull(ContainerId.of(root, "self"));
    assertNull(
        find(
            "0::/\n",
            "5 4 8:1 /overlay-containers/"
                + OTHER
                + "/userdata/hostname /etc/hostname rw - xfs s rw\n"
                + "6 4 8:1 /var/lib/kubelet/pods/p/etc-hosts /etc/hosts rw - xfs s rw\n"));
  }

  @Test
  void inAKubernetesPodWithTheHostsNamespaceTheCgroupNamesTheContainer() {
    Path root = CgroupLayoutsTest.LAYOUTS.resolve("v1-kubernetes-containerd-systemd");
    assertEquals(ID, ContainerId.of(root, "self"));
  }

  @Test
  void dockerOfBothVersionsIsKnown() {
    Path layouts = CgroupLayoutsTest.LAYOUTS;
    assertEquals(ID, ContainerId.of(layouts.resolve("v1-docker-host-namespace"), "self"));
    assertEquals(ID, ContainerId.of(layouts.resolve("v2-docker-private-namespace"), "self"));
  }

  @Test
  void withoutProcThereIsNone() {
    assertNull(ContainerId.of(CgroupLayoutsTest.LAYOUTS.resolve("not-linux"), "self"));
  }

  private static @Nullable String find(String cgroup, String mountInfo) {
    return ContainerId.find(cgroup, MountInfo.parse(mountInfo));
  }
}
