package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.log.CapturedLog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplerTest {

  private static final File V1_MEMORY = new File("/sys/fs/cgroup/memory");

  @TempDir Path directory;
  private final CapturedLog logged = new CapturedLog(AgentLog.Level.INFO);
  private final Sample sample = new Sample();
  private Sampler sampler;
  private long now = 1_700_000_000_000L;

  @AfterEach
  void closeTheFiles() {
    if (sampler != null) {
      sampler.close();
    }
  }

  @Test
  void aFullPassReadsTheCgroupItsAncestorsTheProcessTheMachineAndTheJvm() throws Exception {
    watch(CgroupRoot.captured("v2-throttled-and-swapping", directory));
    sampler.fullPass(sample);
    assertField("62717952", Field.USAGE);
    assertField("62296064", Field.VM_RSS);
    assertField("58789888", Field.RSS_ANON);
    assertField("1531928576", Field.MEM_TOTAL);
    assertEquals(209_715_200, sample.ancestors().value(0, Sample.ANCESTOR_LIMIT));
    assertTrue(sample.known(Field.HEAP_USED));
    assertTrue(sample.known(Field.CLASSES));
    assertTrue(sample.heapPools().size() > 0);
  }

  @Test
  void aFastPassReadsTheCgroupTheResidentSizeAndTheHeap() throws Exception {
    watch(CgroupRoot.captured("v2-throttled-and-swapping", directory));
    sampler.fastPass(sample);
    assertField("62717952", Field.USAGE);
    assertField("62296064", Field.VM_RSS);
    assertTrue(sample.known(Field.HEAP_USED));
    assertField("absent", Field.MEM_TOTAL);
    assertField("absent", Field.CLASSES);
  }

  @Test
  void aPassCarriesTheTimeItBeganAtAndHowLongItTook() {
    watch(CgroupRoot.v2(directory, "/app").group("/app", "1\n", "2\n"));
    sampler.fullPass(sample);
    assertEquals(1_700_000_000_000L, sample.epochMillis());
    assertTrue(sample.durationNanos() > 0);
    now = 1_700_000_001_000L;
    sampler.fastPass(sample);
    assertEquals(1_700_000_001_000L, sample.epochMillis());
  }

  /** A pass reads each Netty by reflection, which takes memory. */
  @Test
  void nettysBuffersForWhichThereIsNoMemoryLeaveThePassAsItIs() throws Exception {
    watch(CgroupRoot.v2(directory, "/app").group("/app", "1\n", "2\n"));
    NettyBuffers full = NettyBuffers.among(new Class<?>[0], null);
    java.lang.reflect.Field nettys = NettyBuffers.class.getDeclaredField("nettys");
    nettys.setAccessible(true);
    nettys.set(full, null); // at which reading throws
    sampler.read(full);
    sampler.fullPass(sample);
    sampler.fullPass(sample);
    assertField("1", Field.USAGE);
    assertEquals(
        1, logged.lines().stream().filter(line -> line.contains("NettyBuffers could not")).count());
  }

  @Test
  void withoutACgroupTheSearchIsRepeatedEverMoreSeldom() {
    CgroupRoot root = CgroupRoot.v2(directory, "/app").group("/other", "1\n", "2\n");
    root.write("sys/fs/cgroup/other/cgroup.procs", "1\n");
    watch(root);
    for (int pass = 1; pass <= 3; pass++) { // it is searched for in the first and the third
      sampler.fullPass(sample);
      assertField("absent", Field.USAGE);
    }
    root.group("/app", "1\n", "2\n");
    for (int pass = 4; pass <= 6; pass++) {
      sampler.fullPass(sample);
      assertField("absent", Field.USAGE);
    }
    sampler.fullPass(sample);
    assertField("1", Field.USAGE);
  }

  @Test
  void withoutACgroupAMoveToAnotherIsFollowedAtOnce() {
    CgroupRoot root = CgroupRoot.v2(directory, "/app").group("/other", "1\n", "2\n");
    root.write("sys/fs/cgroup/other/cgroup.procs", "1\n");
    watch(root);
    for (int pass = 1; pass <= 3; pass++) {
      sampler.fullPass(sample);
    }
    root.moveTo("/other");
    sampler.fullPass(sample);
    assertField("1", Field.USAGE);
  }

  @Test
  void aLimitChangedBetweenPassesIsSeenByTheNext() {
    CgroupRoot root = CgroupRoot.v2(directory, "/app").group("/app", "1\n", "2000\n");
    watch(root);
    sampler.fullPass(sample);
    root.file("/app", "memory.max", "max\n");
    sampler.fastPass(sample);
    assertField("unlimited", Field.LIMIT);
    root.file("/app", "memory.max", "3000\n");
    sampler.fullPass(sample);
    assertField("3000", Field.LIMIT);
  }

  @Test
  void aFullPassInWhichUsageFallsIsRepeatedOnce() {
    CgroupRoot root = CgroupRoot.v2(directory, "/app").group("/app", "1600\n", "2000\n");
    watch(root);
    AtomicInteger passes = new AtomicInteger();
    sampler.addToFullPasses(
        into -> root.file("/app", "memory.current", 1000 / passes.incrementAndGet() + "\n"));
    sampler.fullPass(sample);
    assertField("1000", Field.USAGE);
    assertEquals(2, passes.get());
  }

  @Test
  void aFullPassInWhichUsageRisesOrFallsALittleIsNotRepeated() {
    CgroupRoot root = CgroupRoot.v2(directory, "/app").group("/app", "1600\n", "2000\n");
    watch(root);
    AtomicInteger passes = new AtomicInteger();
    sampler.addToFullPasses(
        into ->
            root.file(
                "/app", "memory.current", passes.incrementAndGet() == 1 ? "1900\n" : "1800\n"));
    sampler.fullPass(sample);
    assertField("1600", Field.USAGE);
    sampler.fullPass(sample);
    assertField("1900", Field.USAGE);
    assertEquals(2, passes.get());
  }

  @Test
  void aGroupIsStillAsLongAsItsUsageHasNotMovedByMore() {
    CgroupRoot root = CgroupRoot.v2(directory, "/app").group("/app", "1000\n", "max\n");
    watch(root);
    sampler.fullPass(sample);
    assertTrue(sampler.isStill(sample, 0));
    root.file("/app", "memory.current", "1010\n");
    assertFalse(sampler.isStill(sample, 9));
    assertTrue(sampler.isStill(sample, 10));
    root.file("/app", "memory.current", "990\n");
    assertFalse(sampler.isStill(sample, 9));
    assertTrue(sampler.isStill(sample, 10));
  }

  @Test
  void aGroupOfWhichNothingCanBeReadIsNotStill() {
    CgroupRoot root = CgroupRoot.v2(directory, "/app").group("/app", "1000\n", "max\n");
    watch(root);
    assertFalse(sampler.isStill(sample, 1 << 20), "before the first pass");
    sampler.fullPass(sample);
    root.file("/app", "memory.current", "none\n");
    assertFalse(sampler.isStill(sample, 1 << 20), "garbage");
    root.file("/app", "memory.current", "");
    assertFalse(sampler.isStill(sample, 1 << 20), "empty");
  }

  @Test
  void aHeapThatHasMoreInUseIsNotStill() {
    watch(CgroupRoot.v2(directory, "/app").group("/app", "1000\n", "max\n"));
    sampler.fullPass(sample);
    sample.set(Field.HEAP_USED, sample.value(Field.HEAP_USED) - sample.value(Field.HEAP_MAX) / 16);
    assertFalse(sampler.isStill(sample, 1 << 20));
  }

  @Test
  void aMoveToAnotherGroupIsSeenByTheNextFullPass() {
    CgroupRoot root =
        CgroupRoot.v2(directory, "/a").group("/a", "1\n", "2\n").group("/b", "10\n", "20\n");
    watch(root);
    sampler.fullPass(sample);
    root.moveTo("/b");
    sampler.fullPass(sample);
    assertField("10", Field.USAGE);
    assertField("20", Field.LIMIT);
  }

  @Test
  void aMoveTakesTheAncestorsAlong() {
    CgroupRoot root =
        CgroupRoot.v2(directory, "/p/a")
            .group("/p", "5\n", "50\n")
            .group("/p/a", "1\n", "2\n")
            .group("/b", "10\n", "20\n");
    watch(root);
    sampler.fullPass(sample);
    assertEquals(1, sample.ancestors().size());
    root.moveTo("/b");
    sampler.fullPass(sample);
    assertEquals(0, sample.ancestors().size());
  }

  @Test
  void aMoveIsLoggedOnceAndNamesTheNewGroup() {
    CgroupRoot root =
        CgroupRoot.v2(directory, "/a").group("/a", "1\n", "2\n").group("/b", "10\n", "20\n");
    watch(root);
    sampler.fullPass(sample);
    sampler.fullPass(sample);
    root.moveTo("/b");
    sampler.fullPass(sample);
    sampler.fullPass(sample);
    assertEquals(2, logged.lines().size(), logged::text);
    assertTrue(logged.lines().get(1).contains("/b"), logged::text);
  }

  @Test
  void whatTheNewGroupLacksDoesNotStayBehindFromTheOld() {
    CgroupRoot root =
        CgroupRoot.v2(directory, "/a")
            .group("/a", "1\n", "2\n")
            .file("/a", "memory.stat", "anon 7\n")
            .file("/a", "memory.swap.max", "8\n")
            .group("/b", "10\n", "20\n");
    watch(root);
    sampler.fullPass(sample);
    root.moveTo("/b");
    sampler.fullPass(sample);
    assertField("absent", Field.ANON);
    assertField("absent", Field.SWAP_LIMIT);
  }

  @Test
  void whereThereIsNoCgroupItsFiguresAreAbsentAndTheOthersAreThere() {
    sampler = ofThisJvm(directory);
    sampler.fullPass(sample);
    assertField("absent", Field.USAGE);
    assertField("absent", Field.LIMIT);
    assertTrue(sample.known(Field.HEAP_USED));
    assertTrue(sample.known(Field.CLASSES));
    assertNotNull(sampler.location());
    assertNull(sampler.location().cgroup());
  }

  @Test
  void whyThereIsNoCgroupIsLoggedOnce() {
    sampler = ofThisJvm(directory);
    sampler.fullPass(sample);
    sampler.fastPass(sample);
    sampler.fullPass(sample);
    assertEquals(
        List.of("[headroom] WARN " + sampler.location().reason()), logged.lines(), logged::text);
  }

  @Test
  void aCgroupThatAppearsIsFoundByTheNextFullPass() {
    sampler = ofThisJvm(directory);
    sampler.fullPass(sample);
    CgroupRoot.v2(directory, "/app").group("/app", "1\n", "2\n");
    sampler.fullPass(sample);
    assertField("1", Field.USAGE);
  }

  @Test
  void aCgroupThatIsNoLongerNamedTakesItsFiguresWithIt() throws IOException {
    CgroupRoot root = CgroupRoot.v2(directory, "/p/a").group("/p/a", "1\n", "2\n");
    watch(root);
    sampler.fullPass(sample);
    root.delete("/p/a");
    Files.delete(directory.resolve("proc/self/mountinfo"));
    root.moveTo("/gone");
    sampler.fullPass(sample);
    assertField("absent", Field.USAGE);
    assertField("absent", Field.LIMIT);
    assertEquals(0, sample.ancestors().size());
  }

  @Test
  void aRealGroupThatIsRemovedIsLeftByTheNextFastPassForTheOneThatTheProcessIsIn()
      throws IOException {
    String name = "headroom-sampler-" + ProcessHandle.current().pid();
    File first = new File(V1_MEMORY, name + "-a");
    File second = new File(V1_MEMORY, name + "-b");
    assumeTrue(first.mkdir(), "no cgroup can be made in " + V1_MEMORY + ": not root, or no v1");
    boolean removed = false;
    Path linkToTheReal = directory.resolve("sys/fs/cgroup/memory");
    try {
      assertTrue(second.mkdir());
      Files.writeString(second.toPath().resolve("memory.limit_in_bytes"), "12582912");
      CgroupRoot root = CgroupRoot.v1(directory, "/" + first.getName());
      Files.createDirectories(linkToTheReal.getParent());
      Files.createSymbolicLink(linkToTheReal, V1_MEMORY.toPath());
      watch(root);
      sampler.fullPass(sample);
      assertField("unlimited", Field.LIMIT);

      root.moveTo("/" + second.getName());
      removed = first.delete();
      assertTrue(removed, "rmdir " + first);
      sampler.fastPass(sample);
      assertField("12582912", Field.LIMIT);
    } finally {
      Files.deleteIfExists(linkToTheReal);
      assertTrue(removed || first.delete(), "rmdir " + first);
      assertTrue(second.delete(), "rmdir " + second);
    }
  }

  @Test
  void aRealGroupThatIsRemovedWithNothingInItsPlaceLeavesNoFigures() throws IOException {
    File group = new File(V1_MEMORY, "headroom-sampler-" + ProcessHandle.current().pid() + "-c");
    assumeTrue(group.mkdir(), "no cgroup can be made in " + V1_MEMORY + ": not root, or no v1");
    boolean removed = false;
    Path linkToTheReal = directory.resolve("sys/fs/cgroup/memory");
    try {
      Files.writeString(group.toPath().resolve("memory.limit_in_bytes"), "12582912");
      CgroupRoot root = CgroupRoot.v1(directory, "/" + group.getName());
      Files.createDirectories(linkToTheReal.getParent());
      Files.createSymbolicLink(linkToTheReal, V1_MEMORY.toPath());
      watch(root);
      sampler.fullPass(sample);
      assertField("12582912", Field.LIMIT);

      removed = group.delete();
      assertTrue(removed, "rmdir " + group);
      root.write("proc/self/mountinfo", "");
      sampler.fastPass(sample);
      sampler.fastPass(sample);
      for (Field field : Field.values()) {
        if (field.compareTo(Field.OTHER_PROCESSES) <= 0) {
          assertFalse(sample.known(field), field::toString);
        }
      }
    } finally {
      Files.deleteIfExists(linkToTheReal);
      assertTrue(removed || group.delete(), "rmdir " + group);
    }
  }

  @Test
  void anotherProcessIsReadFromOutsideWithoutFiguresOfItsJvm() {
    CgroupRoot root = CgroupRoot.v2(directory, "/app").group("/app", "1\n", "2\n");
    root.write("proc/77/cgroup", "0::/app\n");
    root.write("proc/77/mountinfo", "27 26 0:24 / /sys/fs/cgroup rw - cgroup2 none rw\n");
    root.write("proc/77/status", "VmRSS:\t100 kB\n");
    sampler = Sampler.ofProcess(directory, "77", () -> now, logged.log());
    sampler.fullPass(sample);
    assertField("1", Field.USAGE);
    assertField("102400", Field.VM_RSS);
    assertField("absent", Field.HEAP_USED);
    assertField("absent", Field.CLASSES);
  }

  @Test
  void thisMachinesFiguresAreReadOrReportedMissing() {
    sampler = ofThisJvm(Path.of("/"));
    sampler.fullPass(sample);
    assertEquals(
        sampler.location().cgroup() != null, sample.state(Field.ANON) == State.KNOWN, logged::text);
    assertTrue(sample.known(Field.MEM_TOTAL));
    assertTrue(sample.known(Field.VM_RSS));
  }

  private void watch(CgroupRoot root) {
    sampler = ofThisJvm(root.path());
  }

  private Sampler ofThisJvm(Path root) {
    return Sampler.ofThisJvm(root, null, () -> now, logged.log());
  }

  private void assertField(String expected, Field field) {
    assertEquals(expected, SampleBuilder.valueOf(sample, field), field::toString);
  }
}
