package io.github.headroom.agent.locate;

import static java.nio.file.Files.createDirectories;
import static java.nio.file.Files.createSymbolicLink;
import static java.nio.file.Files.writeString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class CgroupLocatorTest {

  @TempDir Path root;

  private static final String MOUNT = "30 1 0:2 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";

  private void process(String pid, String cgroup, String mountInfo) throws IOException {
    Path proc = createDirectories(root.resolve("proc/" + pid));
    writeString(proc.resolve("cgroup"), cgroup);
    writeString(proc.resolve("mountinfo"), mountInfo);
    writeString(proc.resolve("stat"), "42 (java) S 1\n");
  }

  private Path group(String directory, String processes) throws IOException {
    Path group = createDirectories(root.resolve(directory));
    writeString(group.resolve("memory.current"), "1\n");
    writeString(group.resolve("memory.max"), "max\n");
    writeString(group.resolve("memory.stat"), "anon 1\n");
    writeString(group.resolve("cgroup.procs"), processes);
    return group;
  }

  private MemoryCgroup located(String pid) {
    Location location = new CgroupLocator(root).locate(pid);
    MemoryCgroup cgroup = location.cgroup();
    assertNotNull(cgroup, location.reason());
    return cgroup;
  }

  private String reason(String pid) {
    Location location = new CgroupLocator(root).locate(pid);
    assertFalse(location.found(), location.reason());
    return location.reason();
  }

  @Test
  void anotherProcessInOurMountNamespaceIsReadWhereWeSeeIt() throws IOException {
    process("7", "0::/b\n", MOUNT);
    namespaces("7", "mnt:[1]", "mnt:[1]");
    assertEquals(group("sys/fs/cgroup/b", "7\n"), located("7").directory());
  }

  @Test
  void anotherProcessInItsOwnMountNamespaceIsReadThroughItsRoot() throws IOException {
    process("7", "0::/b\n", MOUNT);
    namespaces("7", "mnt:[1]", "mnt:[2]");
    group("sys/fs/cgroup/b", "7\n");
    assertEquals(group("proc/7/root/sys/fs/cgroup/b", "7\n"), located("7").directory());
  }

  private void namespaces(String pid, String ours, String theirs) throws IOException {
    createDirectories(root.resolve("proc/self/ns"));
    createDirectories(root.resolve("proc/" + pid + "/ns"));
    createSymbolicLink(root.resolve("proc/self/ns/mnt"), Path.of(ours));
    createSymbolicLink(root.resolve("proc/" + pid + "/ns/mnt"), Path.of(theirs));
  }

  @Test
  void aMissingProcessIsNamed() {
    assertEquals(
        "/proc/7 does not exist: there is no such process, or hidepid hides it; container metrics are not published,"
            + " those of the process and the JVM are",
        reason("7"));
  }

  @Test
  void emptyFilesAreNamed() throws IOException {
    process("self", "", "");
    assertTrue(reason("self").startsWith("/proc/self/cgroup: expected a line"));
  }

  @Test
  void aDirectoryInPlaceOfAFileIsNamed() throws IOException {
    createDirectories(root.resolve("proc/self/cgroup"));
    assertTrue(reason("self").startsWith("/proc/self/cgroup: "), reason("self"));
  }

  @Test
  void anUnreadableFileIsNamed() throws IOException {
    process("self", "0::/b\n", MOUNT);
    Path usage = group("sys/fs/cgroup/b", "42\n").resolve("memory.current");
    usage.toFile().setReadable(false, false);
    assumeTrue(!Files.isReadable(usage), "root reads everything");
    assertTrue(reason("self").startsWith(usage + ": permission denied"));
  }

  @Test
  void aMountPointWithANewlineInItsNameIsFound() throws IOException {
    process("self", "0::/b\n", MOUNT.replace("/sys/fs/cgroup", "/mnt/a\\012b"));
    Path group = group("mnt/a\nb/b", "42\n");
    assertEquals(group, located("self").directory());
  }

  @Test
  void aCgroupThatListsOnlyOtherProcessesIsNotTakenForOurs() throws IOException {
    process("self", "0::/outer/b\n", MOUNT);
    group("sys/fs/cgroup", "41\n43\n142\n421\n");
    assertTrue(reason("self").contains("cgroup /outer/b lies outside of /"));
  }

  @Test
  void aCgroupThatListsTheProcessIsFoundWhereverItIs() throws IOException {
    process("self", "0::/outer/b\n", MOUNT);
    group("sys/fs/cgroup", "41\n");
    Path other = group("sys/fs/cgroup/x/y", "1\n42\n");
    assertEquals(other, located("self").directory());
  }

  @Test
  void withoutAListOfProcessesTheNearestVisibleCgroupIsTakenAsUnverified() throws IOException {
    process("self", "0::/outer/b\n", MOUNT);
    Path near = group("sys/fs/cgroup/b", "");
    Files.delete(near.resolve("cgroup.procs"));
    assertEquals(near, located("self").directory());
    assertTrue(new CgroupLocator(root).locate("self").reason().contains("not verified"));
  }

  @Test
  void outsideOfTheNamespaceNothingIsTakenUnverified() throws IOException {
    process("self", "0::/\n", MOUNT.replace("0:2 / ", "0:2 /.. "));
    Path parent = group("sys/fs/cgroup", "");
    Files.delete(parent.resolve("cgroup.procs"));
    assertTrue(reason("self").contains("cgroup / lies outside of /.."), reason("self"));
  }

  @Test
  void onlyTheRootOfV2HasStatisticsWithoutUsage() throws IOException {
    process("self", "4:memory:/\n", "30 1 0:2 / /sys/fs/cgroup rw - cgroup cgroup rw,memory\n");
    writeString(createDirectories(root.resolve("sys/fs/cgroup")).resolve("memory.stat"), "rss 1\n");
    assertTrue(reason("self").contains("has no memory controller"), reason("self"));
  }

  @Test
  void anAncestorThatIsNotChargedForThoseBelowItBindsNothing() throws IOException {
    process("self", "4:memory:/a/b/c/d\n", "30 1 0:2 / /mnt rw - cgroup cgroup rw,memory\n");
    Path own = v1Group("mnt/a/b/c/d", "1");
    Path parent = v1Group("mnt/a/b/c", "1");
    v1Group("mnt/a/b", "0");
    v1Group("mnt/a", "1");
    v1Group("mnt", "0");

    assertEquals(own, located("self").directory());
    assertEquals(List.of(parent), located("self").ancestors());
  }

  private Path v1Group(String directory, String useHierarchy) throws IOException {
    Path group = createDirectories(root.resolve(directory));
    writeString(group.resolve("memory.usage_in_bytes"), "1\n");
    writeString(group.resolve("memory.limit_in_bytes"), "4096\n");
    writeString(group.resolve("memory.stat"), "rss 1\n");
    writeString(group.resolve("memory.use_hierarchy"), useHierarchy + "\n");
    return group;
  }

  @Test
  void aMoveToAnotherCgroupMakesADifference() throws IOException {
    process("self", "0::/a\n", MOUNT);
    group("sys/fs/cgroup/a", "42\n");
    group("sys/fs/cgroup/b", "");
    MemoryCgroup before = located("self");
    assertTrue(before.sameAs(located("self")));
    assertEquals(before, located("self"));
    process("self", "0::/b\n", MOUNT);
    assertFalse(before.sameAs(located("self")));
    assertNotEquals(before, located("self"));
  }

  @Test
  void aMountInfoCutAnywhereDoesNoHarm() throws IOException {
    Path layout = CgroupLayoutsTest.LAYOUTS.resolve("v1-private-namespace-over-the-hosts-mounts");
    String cgroup = Files.readString(layout.resolve("proc/self/cgroup"));
    String mounts = Files.readString(layout.resolve("proc/self/mountinfo"));
    for (int length = 0; length < mounts.length(); length++) {
      process("self", cgroup, mounts.substring(0, length));
      String reason = new CgroupLocator(root).locate("self").reason();
      assertTrue(reason.startsWith("/proc/self/mountinfo: expected") || reason.contains("outside"));
    }
  }

  @Test
  void aCgroupFileCutAnywhereDoesNoHarm() throws IOException {
    group("sys/fs/cgroup", "");
    String cgroup = "4:memory:/hr-a\tb\n1:name=systemd:/x\n0::/pods/app\n";
    for (int length = 0; length < cgroup.length(); length++) {
      process("self", cgroup.substring(0, length), MOUNT);
      assertNotNull(new CgroupLocator(root).locate("self").reason());
    }
  }

  @Test
  void randomBytesDoNoHarm() throws IOException {
    Random random = new Random(1);
    String alphabet = "0123456789:/.,- \n\n\\\t\0memorycgroup2é";
    for (int i = 0; i < 2000; i++) {
      process("self", garbage(random, alphabet), garbage(random, alphabet) + MOUNT);
      assertNotNull(new CgroupLocator(root).locate("self").reason());
    }
    Path proc = root.resolve("proc/self");
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(500)];
      random.nextBytes(bytes);
      Files.write(proc.resolve("cgroup"), bytes);
      Files.write(proc.resolve("mountinfo"), bytes);
      assertFalse(new CgroupLocator(root).locate("self").found());
      ContainerId.of(root, "self");
    }
  }

  private static String garbage(Random random, String alphabet) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "0::/" : "30 1 0:2 / /sys rw");
    for (int n = random.nextInt(60); n > 0; n--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.append('\n').toString();
  }

  @Test
  void aHugeFileIsReadUpToItsBound() throws IOException {
    byte[] bytes = new byte[3 * FileTree.MAX_BYTES];
    process("self", "", MOUNT);
    Files.write(root.resolve("proc/self/cgroup"), bytes);
    assertTrue(reason("self").startsWith("/proc/self/cgroup: expected a line"));
    assertEquals(
        FileTree.MAX_BYTES,
        FileTree.read(root.resolve("proc/self/cgroup")).getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void aSearchEndsAtItsBound() throws IOException {
    Path deep = group("sys/fs/cgroup/a/b/c", "42\n");
    Path top = root.resolve("sys/fs/cgroup");
    assertEquals(deep, new CgroupSearch(42, 4).find(top));
    assertNull(new CgroupSearch(42, 3).find(top));
  }

  @Test
  void aSearchFollowsNoLinks() throws IOException {
    group("elsewhere", "42\n");
    Path top = createDirectories(root.resolve("sys/fs/cgroup"));
    createSymbolicLink(top.resolve("link"), root.resolve("elsewhere"));
    assertNull(new CgroupSearch(42).find(top));
  }

  @Test
  void thisProcessIsLocatedOnThisMachine() {
    assumeTrue(
        Files.exists(Path.of("/proc/self/cgroup")), "not Linux, or a kernel without cgroups");
    Location location = new CgroupLocator(Path.of("/")).locate("self");
    String pid = String.valueOf(ProcessHandle.current().pid());
    Location byNumber = new CgroupLocator(Path.of("/")).locate(pid);
    assertEquals(location.cgroup(), byNumber.cgroup(), location.reason());
  }
}
