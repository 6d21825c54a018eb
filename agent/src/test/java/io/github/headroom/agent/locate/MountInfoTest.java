package io.github.headroom.agent.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountInfoTest {

  @TempDir Path directory;

  private static Mount only(String line) {
    List<Mount> mounts = MountInfo.parse(line).mounts();
    assertEquals(1, mounts.size(), line);
    return mounts.get(0);
  }

  @Test
  void theExampleOfTheManualPageHasAllFields() {
    Mount mount =
        only(
            "36 35 98:0 /mnt1 /mnt/parent rw,noatime master:1 - ext3 /dev/root rw,errors=continue");
    assertEquals(36, mount.id);
    assertEquals(35, mount.parent);
    assertEquals("/mnt1", mount.root);
    assertEquals("/mnt/parent", mount.point);
    assertEquals("ext3", mount.type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "shared:1 ", "shared:1 master:2 propagate_from:3 unbindable ", "a-b - "})
  void optionalFieldsAreNoneOrManyWithHyphensInThem(String optional) {
    String line = "1 0 0:1 / /m rw " + optional.replace(" - ", " -- ") + "- cgroup2 none rw\n";
    assertEquals("cgroup2", only(line).type);
  }

  @Test
  void theFirstHyphenAloneEndsTheOptionalFields() {
    Mount mount = only("1 0 0:1 / /m rw - cgroup C:\\134 rw,path=C:\\Program Files - x;y,memory\n");
    assertEquals("cgroup", mount.type);
    assertEquals("rw,path=C:\\Program Files - x;y,memory", mount.superOptions);
  }

  @Test
  void anEmptySourceIsAField() {
    assertEquals("rw,memory", only("1 0 0:1 / /m rw - cgroup  rw,memory\n").superOptions);
  }

  @ParameterizedTest
  @CsvSource({
    "/a\\040b, '/a b'",
    "/a\\011b, '/a\tb'",
    "/a\\012b, '/a\nb'",
    "/a\\134040, /a\\040",
    "/a\\043, /a#",
    "/größe, /größe",
    "/a\\, /a\\",
    "/a\\04, /a\\04",
    "/a\\089, /a\\089"
  })
  void octalEscapesAreRead(String escaped, String plain) {
    assertEquals(plain, MountInfo.unescape(escaped));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x 0 0:1 / /m rw - cgroup2 none rw",
        "1 x 0:1 / /m rw - cgroup2 none rw",
        "99999999999 0 0:1 / /m rw - cgroup2 none rw",
        "1 0 0:1 / m rw - cgroup2 none rw",
        "1 0 0:1 / /m rw cgroup2 none rw",
        "1 0 0:1 / /m rw -",
        "1 0 0:1 / /m rw - cgroup2",
        "1 0 0:1 / /m rw - cgroup2 none",
        "1 0 0:1 /",
        " ",
        ""
      })
  void aBrokenLineDoesNotSpoilTheNext(String broken) {
    assertEquals("/good", only(broken + "\n2 0 0:1 / /good rw - cgroup2 none rw\n").point);
  }

  /** moby/moby issue 20851, shirou/gopsutil issue 2005: a container that sees its node's mounts. */
  @Test
  void aFileOfSeveralMebibytesIsReadToItsEnd() throws IOException {
    String layers = "/var/lib/containerd/snapshots/1/fs:".repeat(40);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2500; i++) {
      text.append(100 + i).append(" 1 0:50 / /host/run/").append(i).append("/rootfs rw");
      text.append(" - overlay overlay rw,lowerdir=").append(layers).append('\n');
    }
    text.append("90 1 0:29 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
    assertEquals(List.of("/sys/fs/cgroup"), pointsOf("cgroup2", text));
  }

  @Test
  void aLineOfAnyLengthIsRead() throws IOException {
    String layers = "/var/lib/docker/overlay2/l/ABCDEFGHIJKLMNOPQRSTUVWXYZ:".repeat(1500);
    assertEquals(
        List.of("/c"),
        pointsOf(
            "cgroup2",
            "1 0 0:50 / / rw - overlay overlay rw,lowerdir="
                + layers
                + "\n2 1 0:29 / /c rw - cgroup2 none rw\n"));
  }

  @Test
  void theLastLineNeedsNoEnd() throws IOException {
    assertEquals(List.of("/c"), pointsOf("cgroup2", "2 1 0:29 / /c rw - cgroup2 none rw"));
    assertEquals(List.of(), pointsOf("cgroup2", ""));
  }

  private List<String> pointsOf(String type, CharSequence text) throws IOException {
    Path file = directory.resolve("mountinfo");
    return MountInfo.read(Files.writeString(file, text)).pointsOf(type);
  }

  @Test
  void linesBeyondTheBoundAreNotRead() {
    String text = "\n".repeat(MountInfo.MAX_LINES) + "1 0 0:1 / /m rw - cgroup2 none rw\n";
    assertTrue(MountInfo.parse(text).mounts().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "/, /, ''",
    "/, /a/b, /a/b",
    "/a, /a, ''",
    "/a, /a/b, /b",
    "/.., /../x, /x",
    "/../.., /../../x/y, /x/y",
    "/../../t, /../../t, ''",
    "/a, /ab,",
    "/a/b, /a,",
    "/a, /,",
    "/, /..,",
    "/, /../x,",
    "/.., /,",
    "/.., /../../x,"
  })
  void aCgroupLiesBelowAMountOrIsNotShownByIt(String root, String cgroup, String below) {
    assertEquals(below, new Mount(1, 0, root, "/m", "cgroup2", "rw").below(cgroup));
  }

  private static String visible(String... mounts) {
    StringBuilder text = new StringBuilder();
    for (String mount : mounts) {
      String[] m = mount.split(" ", 4);
      text.append(m[0] + " " + m[1] + " 0:1 / " + m[2] + " rw - " + m[3] + " none rw\n");
    }
    StringBuilder ids = new StringBuilder();
    for (Mount mount : MountInfo.parse(text.toString()).visible(CgroupVersion.V2)) {
      ids.append(mount.id).append(' ');
    }
    return ids.toString().trim();
  }

  @Test
  void aMountOnTopOfAnotherHidesIt() {
    assertEquals("3", visible("1 0 / ext4", "2 1 /c cgroup2", "3 2 /c cgroup2"));
  }

  @Test
  void theOrderOfTheLinesDoesNotDecideWhichIsOnTop() {
    assertEquals("3", visible("1 0 / ext4", "3 2 /c cgroup2", "2 1 /c cgroup2"));
  }

  @Test
  void aMountOverADirectoryOnTheWayHidesWhatLiesBelow() {
    assertEquals("", visible("1 0 / ext4", "2 1 /a/c cgroup2", "3 1 /a tmpfs"));
    assertEquals(
        "4", visible("1 0 / ext4", "2 1 /a/c cgroup2", "3 1 /a tmpfs", "4 3 /a/c cgroup2"));
  }

  @Test
  void aMountOverAMountOnTheWayHidesWhatLiesBelow() {
    assertEquals("", visible("1 0 / ext4", "2 1 /a tmpfs", "3 2 /a/c cgroup2", "4 2 /a tmpfs"));
  }

  @Test
  void aMountBelowOrBesideHidesNothing() {
    assertEquals(
        "2", visible("1 0 / ext4", "2 1 /a/c cgroup2", "3 2 /a/c/d tmpfs", "4 1 /a/cc tmpfs"));
  }

  @Test
  void theLaterOfTwoMountsAtOnePointCounts() {
    assertEquals("3", visible("1 0 / ext4", "2 1 /c cgroup2", "3 1 /c cgroup2"));
  }

  @Test
  void aRingOfParentsEnds() {
    assertEquals("1", visible("1 2 /a/c cgroup2", "2 3 /a tmpfs", "3 1 / tmpfs"));
    assertEquals("1", visible("1 1 /c cgroup2"));
  }

  @Test
  void theV1HierarchyIsKnownByItsSuperOptionsOnly() {
    assertTrue(only("1 0 0:1 / /x rw - cgroup m rw,memory,cpu").shows(CgroupVersion.V1));
    assertTrue(
        MountInfo.parse("1 0 0:1 / /memory rw - cgroup memory rw,cpu")
            .visible(CgroupVersion.V1)
            .isEmpty());
  }

  @Test
  void aMountRootAboveTheNamespaceDoesNotLocateTheProcess() {
    assertNull(new Mount(1, 0, "/../..", "/m", "cgroup", "rw,memory").below("/"));
  }
}
