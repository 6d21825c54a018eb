package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuQuotaTest {

  @TempDir private Path root;

  private CpuQuotaTest file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  @Test
  void theSmallestQuotaOfACgroupAndItsAncestorsCounts() throws IOException {
    file("proc/self/cgroup", "0::/pod/app\n");
    file("sys/fs/cgroup/pod/app/cpu.max", "max 100000\n");
    file("sys/fs/cgroup/pod/cpu.max", "25000 100000\n");
    assertEquals(0.25, CpuQuota.share(root));
    file("sys/fs/cgroup/pod/app/cpu.max", "10000 100000\n");
    assertEquals(0.1, CpuQuota.share(root));
  }

  @Test
  void aThreadHasOneProcessorOfAQuotaOfSeveral() throws IOException {
    file("proc/self/cgroup", "0::/\n").file("sys/fs/cgroup/cpu.max", "300000 100000\n");
    assertEquals(1, CpuQuota.share(root));
  }

  @Test
  void inAContainerOfV1ThePathIsTheHostsAndTheMountIsItsOwn() throws IOException {
    file(
        "proc/self/cgroup", "5:memory:/docker/0a1b\n4:cpu,cpuacct:/docker/0a1b\n0::/docker/0a1b\n");
    file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
    file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    assertEquals(0.5, CpuQuota.share(root));
    file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
    assertEquals(1, CpuQuota.share(root));
  }

  @Test
  void aGroupOutsideTheNamespaceIsIgnored() throws IOException {
    file("proc/self/cgroup", "0::/../other\n").file("sys/fs/other/cpu.max", "1 100\n");
    assertEquals(1, CpuQuota.share(root));
  }

  @Test
  void aMissingOrUnreadableFileIsNoQuota() throws IOException {
    assertEquals(1, CpuQuota.share(root));
    for (String cgroup :
        new String[] {"", "\n", "0", "0:", "0::", "::/", "a:cpuset:/", "1:cpu:/"}) {
      file("proc/self/cgroup", cgroup);
      assertEquals(1, CpuQuota.share(root), cgroup);
    }
    file("proc/self/cgroup", "0::/");
    for (String max : new String[] {"", "max", "5", "5 ", "x 100", "0 100", "5 0", "-1 100"}) {
      file("sys/fs/cgroup/cpu.max", max);
      assertEquals(1, CpuQuota.share(root), max);
    }
  }
}
