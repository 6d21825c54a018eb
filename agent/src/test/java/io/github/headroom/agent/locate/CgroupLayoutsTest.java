package io.github.headroom.agent.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every directory of src/test/resources/cgroups is a layout. Its captured.txt states its origin.
 */
public class CgroupLayoutsTest {

  public static final Path LAYOUTS = Path.of("src/test/resources/cgroups");

  private static final String V1 = "sys/fs/cgroup/memory";
  private static final String V2 = "sys/fs/cgroup";
  private static final String NAMED = "it is the one that /proc/self/cgroup names";
  private static final String OFF_IN_THE_KERNEL =
      "/proc/self/cgroup: no line has the memory controller, and no mount of cgroup v2 is visible:"
          + " the controller is off in the kernel (cgroup_enable=memory";
  private static final String OTHER_ID =
      "cbff0888239067df6bad0d8739e8ee747e55fea507929612b4b7a000a035817f";
  private static final String ABOVE = "nearest above the process's own";

  public static Stream<Arguments> layouts() {
    return Stream.of(
        // Containers.
        found("v1-runc-private-namespace", "V1 /", V1, NAMED),
        found("v1-runc-host-namespace", "V1 /hr-pod1/ctr1", V1, NAMED),
        found("v1-private-namespace-over-the-hosts-mounts", "V1 /", V1, NAMED),
        found("v1-nested-cgroup-in-private-namespace", "V1 /worker", V1 + "/worker", NAMED, V1),
        found(
            "v1-nested-cgroup-in-host-namespace",
            "V1 /hr-pod1/ctr1/worker",
            V1 + "/worker",
            NAMED,
            V1),
        found("v1-docker-host-namespace", "V1 /docker/" + ContainerIdTest.ID, V1, NAMED),
        found(
            "v1-kubernetes-containerd-systemd",
            "V1 /kubepods.slice/kubepods-burstable.slice/"
                + "kubepods-burstable-pod0f3c1e7a_52d6_4b69_9d1c_3c6f4a3f2b11.slice/cri-containerd-"
                + ContainerIdTest.ID
                + ".scope",
            V1,
            NAMED),
        found(
            "v1-ecs-fargate",
            "V1 /ecs/b4e9b1dd2d8b4f5c9f3a3f6c0e9f4a77/b4e9b1dd2d8b4f5c9f3a3f6c0e9f4a77-2531612879",
            V1,
            NAMED),
        found("v1-gvisor-synthetic", "V1 /", V1, "no memory.stat, as under gVisor"),
        found(
            "v1-gvisor-docker",
            "V1 /425dafa8eeeae1284696c9a09824b7a08b479468275ea3b3fc443285c3f148c9",
            V1,
            "no memory.stat, as under gVisor"),
        found("v2-crun-private-namespace", "V2 /", V2, NAMED),
        found("v2-crun-host-namespace", "V2 /pod1/ctr1", V2 + "/pod1/ctr1", NAMED, V2 + "/pod1"),
        found("v2-private-namespace-over-the-hosts-mount", "V2 /", V2, NAMED),
        found("v2-nested-cgroup-in-private-namespace", "V2 /app", V2 + "/app", NAMED, V2),
        found("v2-nested-cgroup-without-memory-in-private-namespace", "V2 /app", V2, ABOVE),
        found("v2-docker-private-namespace", "V2 /", V2, NAMED),
        found("v2-kubernetes-containerd-private-namespace", "V2 /", V2, NAMED),
        found(
            "v2-rootless-mount-root-above-the-namespace", "V2 /../../../../../../test", V2, NAMED),
        found(
            "v2-systemd-inside-lxc",
            "V2 /system.slice/app.service",
            V2 + "/system.slice/app.service",
            NAMED,
            V2 + "/system.slice",
            V2),
        found("v2-wsl-super-options-with-spaces", "V2 /", V2, NAMED),
        found(
            "v1-containerd-colons-in-path",
            "V1 /system.slice/containerd.service/kubepods-burstable-podb96a7488_3ee1_4bdc_9c98_"
                + "155cc887b417.slice:cri-containerd:"
                + OTHER_ID,
            V1,
            NAMED),
        found(
            "v1-rootless-podman-in-a-pod-mounted-twice",
            "V1 /kubepods/besteffort/pod85401dd3-38cd-47b6-a90a-e16c0e1c06e6/"
                + "dbc9f149296cec5d12b78385eb5b2c0cfe20b476f117c15c76d981cff44053c1",
            V1,
            NAMED),
        found(
            "v1-kind-node-mount-over-its-own-name",
            "V1 /docker/" + OTHER_ID + "/kubelet/kubepods/burstable/pod1/ctr1",
            V1 + "/kubelet/kubepods/burstable/pod1/ctr1",
            NAMED,
            V1 + "/kubelet/kubepods/burstable/pod1",
            V1 + "/kubelet/kubepods/burstable",
            V1 + "/kubelet/kubepods",
            V1 + "/kubelet",
            V1),
        found("v2-k3s-evacuated", "V2 /init", V2 + "/init", NAMED, V2),
        found("v2-lxc-attach-in-a-group-of-its-own", "V2 /.lxc", V2 + "/.lxc", NAMED, V2),
        found(
            "v2-enroot-mounts-the-task-not-the-step",
            "V2 /system.slice/slurmstepd.scope/job_4749/step_0/user/task_0",
            V2,
            NAMED),
        found(
            "v2-nspawn-payload-writable-in-the-hosts-tree",
            "V2 /machine.slice/machine-deb.scope/payload/system.slice/app.service",
            V2 + "/machine.slice/machine-deb.scope/payload/system.slice/app.service",
            NAMED,
            V2 + "/machine.slice/machine-deb.scope/payload/system.slice",
            V2 + "/machine.slice/machine-deb.scope/payload",
            V2 + "/machine.slice/machine-deb.scope",
            V2 + "/machine.slice"),
        // The host's tree beside the container's own mount also shows the ancestors.
        found(
            "v1-hosts-tree-beside-the-own-cgroup",
            "V1 /agents/" + OTHER_ID,
            V1,
            NAMED,
            "host/sys/fs/cgroup/memory/agents",
            "host/sys/fs/cgroup/memory"),
        found(
            "v2-hosts-tree-beside-the-own-cgroup",
            "V2 /",
            V2,
            NAMED,
            "host/sys/fs/cgroup/limited.slice"),
        found(
            "v2-memory-not-delegated-but-the-hosts-tree-beside-it",
            "V2 /",
            "host/sys/fs/cgroup/user.slice/user-1000.slice",
            "cgroup.procs lists the process in",
            "host/sys/fs/cgroup/user.slice"),
        // Hosts.
        found("v1-root-cgroup", "V1 /", V1, NAMED),
        found(
            "v1-systemd-service",
            "V1 /hr-system.slice/app.service",
            V1 + "/hr-system.slice/app.service",
            NAMED,
            V1 + "/hr-system.slice",
            V1),
        found(
            "v1-joined-controllers",
            "V1 /pods/app",
            V2 + "/hugetlb,memory/pods/app",
            NAMED,
            V2 + "/hugetlb,memory/pods",
            V2 + "/hugetlb,memory"),
        found(
            "v1-joined-controllers-in-a-directory-of-another-name",
            "V1 /pods/app",
            V2 + "/joined/pods/app",
            NAMED,
            V2 + "/joined/pods",
            V2 + "/joined"),
        found(
            "hybrid-v2-at-the-usual-place",
            "V1 /pods/app",
            "dev/memory/pods/app",
            NAMED,
            "dev/memory/pods",
            "dev/memory"),
        found("v2-root-cgroup-of-the-host", "V2 /", V2, "root cgroup, which has no memory.current"),
        found(
            "v2-systemd-service",
            "V2 /system.slice/app.service",
            V2 + "/system.slice/app.service",
            NAMED,
            V2 + "/system.slice"),
        found(
            "v2-memory-not-delegated",
            "V2 /user.slice/user-1000.slice/user@1000.service/app.slice/app.scope",
            V2 + "/user.slice/user-1000.slice",
            ABOVE,
            V2 + "/user.slice"),
        found(
            "v2-systemd-service-over-the-hosts-sys",
            "V2 /system.slice/app.service",
            V2 + "/system.slice/app.service",
            NAMED,
            V2 + "/system.slice"),
        found(
            "v1-flat-hierarchy-of-yarn",
            "V1 /hadoop-yarn/container_1",
            "cgroup/memory/hadoop-yarn/container_1",
            NAMED),
        found("v2-threaded-cgroup", "V2 /pods/dom/thr", V2 + "/pods/dom", ABOVE, V2 + "/pods"),
        found("v2-initramfs-root-is-its-own-parent", "V2 /app", V2 + "/app", NAMED),
        found("v1-snapd-hierarchy-mounted-first", "V1 /user.slice", V1 + "/user.slice", NAMED, V1),
        found(
            "hybrid-memory-in-v2-at-unified",
            "V2 /system.slice/app.service",
            V2 + "/unified/system.slice/app.service",
            NAMED,
            V2 + "/unified/system.slice"),
        // Names.
        found("v2-escaped-hash-in-mount-point", "V2 /app", "mnt/a#b/app", NAMED),
        found("v2-name-that-ends-in-deleted", "V2 /app (deleted)", V2 + "/app (deleted)", NAMED),
        found("v1-colon-and-space-in-names", "V1 /hr-pod:1/ctr 1", V1, NAMED),
        found(
            "v1-tab-backslash-and-utf8-in-names",
            "V1 /hr-a\tb/c\\d größe",
            V1 + "/hr-a\tb/c\\d größe",
            NAMED,
            V1 + "/hr-a\tb",
            V1),
        found("v1-escaped-mount-root", "V1 /hr-a\tb/c\\d e", V1, NAMED),
        found(
            "v1-escaped-mount-point",
            "V1 /hr-app",
            V2 + "/the memory\t\\ one/hr-app",
            NAMED,
            V2 + "/the memory\t\\ one"),
        found(
            "v2-colon-space-tab-and-utf8-in-names",
            "V2 /pods/a:b\tc größe",
            V2 + "/pods/a:b\tc größe",
            NAMED,
            V2 + "/pods"),
        found("v1-controllers-named-like-memory", "V1 /right", V2 + "/cpu/right", NAMED),
        found("v2-mixed-up-lines", "V2 /app", V2 + "/app", NAMED),
        // Mounts.
        found("v2-mount-over-the-root", "V2 /app", V2 + "/app", NAMED),
        found("v1-extra-mount-first", "V1 /hr-app", V1 + "/hr-app", NAMED, V1),
        found("v1-extra-mount-of-the-hierarchy", "V1 /hr-app", V1 + "/hr-app", NAMED, V1),
        found("v1-mounted-elsewhere-only", "V1 /hr-app", "dev/mem/hr-app", NAMED, "dev/mem"),
        found("v1-two-mounts-at-one-point", "V1 /hr-app/inner", V1 + "/inner", NAMED, V1),
        found("v2-own-cgroup-bind-mounted", "V2 /pods/ctr1", V2, NAMED),
        found("v2-parent-bind-mounted-elsewhere", "V2 /pods/ctr2", "mnt/cg/ctr2", NAMED, "mnt/cg"),
        // Paths that no mount shows.
        found(
            "v1-unshared-namespace-old-mount",
            "V1 /",
            V1 + "/hr-app/inner",
            "cgroup.procs lists the process in",
            V1 + "/hr-app",
            V1),
        found(
            "v2-unshared-namespace-old-mount",
            "V2 /",
            V2 + "/pods/ctr1",
            "cgroup.procs lists the process in",
            V2 + "/pods"),
        found(
            "v1-path-of-the-outer-namespace",
            "V1 /lxc/c1/app",
            V1 + "/app",
            "cgroup.procs lists the process here",
            V1),
        found(
            "v1-sysbox-mount-root-above-the-namespace",
            "V1 /",
            V1 + "/docker/" + OTHER_ID + "/syscont-cgroup-root",
            "cgroup.procs lists the process in",
            V1 + "/docker/" + OTHER_ID,
            V1 + "/docker",
            V1),
        missing(
            "v2-removed-cgroup",
            "cgroup /system.slice/app.service (deleted) lies outside of /, which is mounted at"
                + " /sys/fs/cgroup, or has been removed"),
        missing("v1-moved-out-of-its-mount", "cgroup /hr-elsewhere lies outside of /hr-pod1/ctr1"),
        missing("v1-outside-the-namespace-root", "cgroup /../../hr-elsewhere lies outside of /"),
        missing("v2-outside-the-namespace-root", "cgroup /../../elsewhere lies outside of /"),
        missing("v2-rootless-empty-mount", "/test lies outside of /../../../../../.., which is"),
        // Nothing to read.
        missing(
            "v1-not-mounted", "expected a mount of the v1 memory hierarchy, found no visible one"),
        missing(
            "v1-lxcfs-in-place-of-the-hierarchy",
            "expected a mount of the v1 memory hierarchy, found no visible one"),
        missing(
            "v1-covered-by-tmpfs",
            "expected a mount of the v1 memory hierarchy, found no visible one"),
        missing("hybrid-v1-memory-not-mounted", "expected a mount of the v1 memory hierarchy"),
        missing("v2-not-mounted", "expected a mount of cgroup v2, found no visible one"),
        missing("v2-covered-by-tmpfs", "expected a mount of cgroup v2, found no visible one"),
        missing("v2-memory-controller-disabled-at-boot", "has no memory controller"),
        missing(
            "v2-root-of-an-older-kernel",
            "/sys/fs/cgroup is the root cgroup, which has no memory.stat on this kernel"),
        missing(
            "v2-below-the-root-of-an-older-kernel",
            "/sys/fs/cgroup is the root cgroup, which has no memory.stat on this kernel"),
        missing("v1-memory-off-at-boot", OFF_IN_THE_KERNEL),
        missing("v1-memory-off-on-an-old-kernel", OFF_IN_THE_KERNEL),
        missing(
            "hybrid-memory-nowhere",
            "/system.slice/app.service has no memory controller, and no visible cgroup above it has"
                + " one"),
        missing("gvisor-without-cgroups", "/proc/self/cgroup does not exist"),
        missing("not-linux", "/proc/self does not exist: this is not Linux"));
  }

  private static Arguments found(
      String layout, String cgroup, String directory, String reason, String... ancestors) {
    return Arguments.of(layout, cgroup, directory, List.of(ancestors), reason);
  }

  private static Arguments missing(String layout, String reason) {
    return Arguments.of(layout, "none", "", List.of(), reason);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layouts")
  void aLayoutIsUnderstood(
      String layout, String cgroup, String directory, List<String> ancestors, String reason) {
    Path root = LAYOUTS.resolve(layout);
    Location location = new CgroupLocator(root).locate("self");

    List<String> above = new ArrayList<>();
    String found = "none";
    String at = "";
    MemoryCgroup memory = location.cgroup();
    if (memory != null) {
      found = memory.version() + " " + memory.path();
      at = root.relativize(memory.directory()).toString();
      memory.ancestors().forEach(a -> above.add(root.relativize(a).toString()));
    }
    assertEquals(
        cgroup + " at " + directory + " below " + ancestors,
        found + " at " + at + " below " + above,
        location.reason());
    assertTrue(location.reason().contains(reason), location.reason());
    assertEquals(!cgroup.equals("none"), location.found());
  }

  @Test
  void everyLayoutIsInTheTableAndNamesWhereItWasCaptured() throws IOException {
    Set<String> listed = new TreeSet<>();
    layouts().forEach(layout -> listed.add((String) layout.get()[0]));
    Set<String> present = new TreeSet<>();
    try (Stream<Path> directories = Files.list(LAYOUTS).filter(Files::isDirectory)) {
      for (Path directory : (Iterable<Path>) directories::iterator) {
        present.add(directory.getFileName().toString());
        assertTrue(
            Files.readString(directory.resolve("captured.txt")).matches("(?s)(Captured|Made).+"),
            directory::toString);
      }
    }
    assertEquals(listed, present);
  }
}
