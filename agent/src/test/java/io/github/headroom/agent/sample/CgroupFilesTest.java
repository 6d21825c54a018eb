package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.headroom.agent.log.CapturedLog;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupFilesTest {

  private static final Set<Field> OF_THE_CGROUP =
      EnumSet.range(Field.USAGE, Field.PRESSURE_FULL_AVG10);

  @TempDir Path directory;
  private final CapturedLog logged = new CapturedLog();

  @Test
  void everyFigureOfACapturedV2Group() throws Exception {
    Sample sample = read(CgroupRoot.captured("v2-throttled-and-swapping", directory));
    assertEquals(
        List.of(
            "USAGE 62717952",
            "LIMIT 67108864",
            "HIGH 62914560",
            "PEAK 65273856",
            "SWAP 22581248",
            "SWAP_LIMIT 104857600",
            "MEMSW_LIMIT absent",
            "MEMSW_USAGE absent",
            "HIERARCHICAL_LIMIT absent",
            "HIERARCHICAL_MEMSW_LIMIT absent",
            "ANON 58806272",
            "FILE 2469888",
            "FILE_MAPPED 1970176",
            "FILE_DIRTY 0",
            "FILE_WRITEBACK 0",
            "ACTIVE_FILE 1265664",
            "INACTIVE_FILE 1204224",
            "ACTIVE_ANON 139264",
            "INACTIVE_ANON 59326464",
            "SWAP_CACHED 1224704",
            "ANON_THP 16777216",
            "SHMEM 0",
            "UNEVICTABLE 0",
            "SLAB_RECLAIMABLE 211840",
            "PAGE_TABLES 208896",
            "KERNEL_STACK 0",
            "SOCK 0",
            "HUGETLB absent",
            "ZSWAP 0",
            "ZSWAPPED 0",
            "KERNEL 479232",
            "PGFAULT 23829",
            "PGMAJFAULT 2397",
            "REFAULTS_ANON 17422",
            "REFAULTS_FILE 1311",
            "EVENTS_LOW 0",
            "EVENTS_HIGH 242",
            "EVENTS_MAX 0",
            "EVENTS_OOM 0",
            "EVENTS_OOM_KILL 0",
            "EVENTS_OOM_GROUP_KILL 0",
            "PRESSURE_SOME_TOTAL 2719380",
            "PRESSURE_SOME_AVG10 819",
            "PRESSURE_FULL_TOTAL 2719380",
            "PRESSURE_FULL_AVG10 819"),
        text(sample));
    assertEquals("", logged.text());
  }

  @Test
  void everyFigureOfACapturedV1Group() throws Exception {
    Sample sample = read(CgroupRoot.captured("v1-with-dirty-cache", directory));
    assertEquals(
        List.of(
            "USAGE 67051520",
            "LIMIT 67108864",
            "HIGH absent",
            "PEAK 67051520",
            "SWAP 0",
            "SWAP_LIMIT absent",
            "MEMSW_LIMIT 83886080",
            "MEMSW_USAGE absent",
            "HIERARCHICAL_LIMIT 67108864",
            "HIERARCHICAL_MEMSW_LIMIT 83886080",
            "ANON 33267712",
            "FILE 32509952",
            "FILE_MAPPED 4096",
            "FILE_DIRTY 4194304",
            "FILE_WRITEBACK 0",
            "ACTIVE_FILE 4096",
            "INACTIVE_FILE 29360128",
            "ACTIVE_ANON 4096",
            "INACTIVE_ANON 36409344",
            "SWAP_CACHED 0",
            "ANON_THP 0",
            "SHMEM 3145728",
            "UNEVICTABLE 0",
            "SLAB_RECLAIMABLE absent",
            "PAGE_TABLES absent",
            "KERNEL_STACK absent",
            "SOCK absent",
            "HUGETLB absent",
            "ZSWAP absent",
            "ZSWAPPED absent",
            "KERNEL 974848",
            "PGFAULT 16541",
            "PGMAJFAULT 1",
            "REFAULTS_ANON 0",
            "REFAULTS_FILE 1",
            "EVENTS_LOW absent",
            "EVENTS_HIGH absent",
            "EVENTS_MAX 32",
            "EVENTS_OOM absent",
            "EVENTS_OOM_KILL 0",
            "EVENTS_OOM_GROUP_KILL absent",
            "PRESSURE_SOME_TOTAL absent",
            "PRESSURE_SOME_AVG10 absent",
            "PRESSURE_FULL_TOTAL absent",
            "PRESSURE_FULL_AVG10 absent"),
        text(sample));
    assertEquals("", logged.text());
  }

  @Test
  void theRootOfACapturedV2HierarchyHasNoUsageAndNoLimit() throws Exception {
    CgroupRoot root = CgroupRoot.captured("v2-throttled-and-swapping", directory).moveTo("/");
    Sample sample = read(root);
    assertEquals("absent", SampleBuilder.valueOf(sample, Field.USAGE));
    assertEquals("absent", SampleBuilder.valueOf(sample, Field.LIMIT));
    assertEquals("59330560", SampleBuilder.valueOf(sample, Field.ANON));
  }

  @ParameterizedTest(name = "memory.max {0}")
  @ValueSource(strings = {"max\n", "9223372036854771712\n", "9223372036854710272\n"})
  void v2SaysUnlimited(String text) {
    Sample sample = read(CgroupRoot.v2(directory, "/app").group("/app", "1\n", text));
    assertEquals("unlimited", SampleBuilder.valueOf(sample, Field.LIMIT));
  }

  @ParameterizedTest(name = "memory.limit_in_bytes {0}")
  @ValueSource(strings = {"9223372036854771712\n", "9223372036854710272\n"})
  void v1SaysUnlimitedByItsLargestNumber(String text) {
    Sample sample =
        read(
            CgroupRoot.v1(directory, "/app")
                .group("/app", "1\n", text)
                .file("/app", "memory.memsw.limit_in_bytes", text)
                .file("/app", "memory.stat", "hierarchical_memory_limit " + text));
    assertEquals("unlimited", SampleBuilder.valueOf(sample, Field.LIMIT));
    assertEquals("unlimited", SampleBuilder.valueOf(sample, Field.MEMSW_LIMIT));
    assertEquals("unlimited", SampleBuilder.valueOf(sample, Field.HIERARCHICAL_LIMIT));
  }

  @Test
  void v1CountsItsChildrenByTheTotalKeys() {
    assertEquals("anon 30, inactive 5", v1Stat("1\n"));
  }

  @Test
  void v1WithoutUseHierarchyCountsItsChildrenToo() {
    assertEquals("anon 30, inactive 5", v1Stat(null));
  }

  @Test
  void v1ThatDoesNotCountItsChildrenHasThePlainKeysButTheInactiveFileOfCadvisor() {
    assertEquals("anon 10, inactive 5", v1Stat("0\n"));
  }

  private String v1Stat(String useHierarchy) {
    CgroupRoot root =
        CgroupRoot.v1(directory, "/app")
            .group("/app", "100\n", "200\n")
            .file(
                "/app",
                "memory.stat",
                "rss 10\ninactive_file 2\ntotal_rss 30\ntotal_inactive_file 5\n");
    if (useHierarchy != null) {
      root.file("/app", "memory.use_hierarchy", useHierarchy);
    }
    Sample sample = read(root);
    return "anon "
        + SampleBuilder.valueOf(sample, Field.ANON)
        + ", inactive "
        + SampleBuilder.valueOf(sample, Field.INACTIVE_FILE);
  }

  @Test
  void anOldKernelsMissingKeysAndFilesAreAbsent() {
    // 4.19: no pagetables, no kernel, no memory.peak, no oom_group_kill.
    Sample sample =
        read(
            CgroupRoot.v2(directory, "/app")
                .group("/app", "100\n", "max\n")
                .file("/app", "memory.stat", "anon 1\nfile 2\nkernel_stack 3\nslab_reclaimable 4\n")
                .file("/app", "memory.events", "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\n"));
    for (Field field :
        List.of(Field.PAGE_TABLES, Field.KERNEL, Field.PEAK, Field.EVENTS_OOM_GROUP_KILL)) {
      assertEquals("absent", SampleBuilder.valueOf(sample, field), field::toString);
    }
    assertEquals("4", SampleBuilder.valueOf(sample, Field.SLAB_RECLAIMABLE));
  }

  @Test
  void aCounterBelow0Is0AndALimitOfMinus1IsNone() {
    Sample sample =
        read(
            CgroupRoot.v2(directory, "/app")
                .group("/app", "18446744073709547520\n", "-1\n")
                .file("/app", "memory.stat", "anon -4096\nfile 1\n"));
    assertEquals("0", SampleBuilder.valueOf(sample, Field.USAGE));
    assertEquals("unlimited", SampleBuilder.valueOf(sample, Field.LIMIT));
    assertEquals("0", SampleBuilder.valueOf(sample, Field.ANON));
    assertEquals("1", SampleBuilder.valueOf(sample, Field.FILE));
  }

  @ParameterizedTest
  @EnumSource(Filling.class)
  void noFileInPlaceOfEachKernelFileEverThrowsOrGivesANumber(Filling filling) throws Exception {
    for (String name : List.of("v2-throttled-and-swapping", "v1-with-dirty-cache")) {
      Path root = Files.createDirectory(directory.resolve(name));
      CgroupRoot captured = CgroupRoot.captured(name, root);
      CgroupFiles files = files(captured);
      try (Stream<Path> inGroup = Files.list(captured.locate().directory())) {
        for (Path file : inGroup.toList()) {
          filling.replace(file);
        }
      }
      Sample sample = new Sample();
      files.read(sample);
      for (Field field : OF_THE_CGROUP) {
        assertFalse(sample.known(field), () -> name + " " + field);
      }
      files.close();
    }
  }

  enum Filling {
    NOTHING {
      @Override
      void replace(Path file) throws IOException {
        Files.write(file, new byte[0]);
      }
    },
    GARBAGE {
      @Override
      void replace(Path file) throws IOException {
        byte[] garbage = new byte[500];
        new Random(7).nextBytes(garbage);
        Files.write(file, garbage);
      }
    },
    HUGE {
      @Override
      void replace(Path file) throws IOException {
        Files.writeString(file, "garbage\n".repeat(100 * 1024 / 8));
      }
    },
    A_DIRECTORY {
      @Override
      void replace(Path file) throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
      }
    },
    NO_FILE {
      @Override
      void replace(Path file) throws IOException {
        Files.delete(file);
      }
    };

    abstract void replace(Path file) throws IOException;
  }

  @Test
  void aStatCutOffAtEveryByteNeverGivesAWrongNumber() throws Exception {
    for (String name : List.of("v2-throttled-and-swapping", "v1-with-dirty-cache")) {
      Path root = Files.createDirectory(directory.resolve(name));
      CgroupRoot captured = CgroupRoot.captured(name, root);
      Sample whole = read(captured);
      Path stat = captured.locate().directory().resolve("memory.stat");
      byte[] text = Files.readAllBytes(stat);
      CgroupFiles files = files(captured);
      Sample cut = new Sample();
      try (FileChannel shrinking = FileChannel.open(stat, StandardOpenOption.WRITE)) {
        for (int length = text.length - 1; length >= 0; length--) {
          shrinking.truncate(length);
          files.read(cut);
          for (Field field : EnumSet.range(Field.ANON, Field.REFAULTS_FILE)) {
            if (cut.known(field) && whole.value(field) != cut.value(field)) {
              fail(field + " is " + cut.value(field) + " when cut off at " + length);
            }
          }
        }
      }
      files.close();
    }
  }

  @Test
  void aLimitThatIsChangedIsSeenByTheNextRead() {
    CgroupRoot root = CgroupRoot.v2(directory, "/app").group("/app", "100\n", "200000\n");
    CgroupFiles files = files(root);
    Sample sample = new Sample();
    files.read(sample);
    root.file("/app", "memory.max", "max\n");
    files.read(sample);
    assertEquals("unlimited", SampleBuilder.valueOf(sample, Field.LIMIT));
    root.file("/app", "memory.max", "300\n");
    files.read(sample);
    assertEquals("300", SampleBuilder.valueOf(sample, Field.LIMIT));
    files.close();
  }

  @Test
  void aFileThatAppearsIsSeenByTheNextFullPass() {
    CgroupRoot root = CgroupRoot.v2(directory, "/app").group("/app", "100\n", "200\n");
    CgroupFiles files = files(root);
    Sample sample = new Sample();
    files.read(sample);
    root.file("/app", "memory.swap.current", "7\n");
    files.read(sample);
    assertEquals("7", SampleBuilder.valueOf(sample, Field.SWAP));
    files.close();
  }

  @Test
  void plainFilesThatAreThereAreNotLost() throws Exception {
    CgroupFiles files = files(CgroupRoot.captured("v1-with-dirty-cache", directory));
    files.read(new Sample());
    assertFalse(files.lost());
    files.close();
  }

  @Test
  void whatIsWrongIsLoggedOnceAFileAndNamesIt() {
    CgroupRoot root =
        CgroupRoot.v2(directory, "/app")
            .group("/app", "x\n", "12x\n")
            .file("/app", "memory.stat", "anon x\nfile y\n");
    CgroupFiles files = files(root);
    files.read(new Sample());
    files.read(new Sample());
    files.close();
    assertEquals(3, logged.lines().size(), logged::text);
    for (String name : List.of("memory.current", "memory.max", "memory.stat")) {
      assertTrue(logged.text().contains(name + ": expected a number"), logged::text);
    }
  }

  @Test
  void theTwoCapturesAreOfDifferentVersions() throws IOException, URISyntaxException {
    assertNotEquals(
        CgroupRoot.captured("v2-throttled-and-swapping", directory.resolve("a")).locate().version(),
        CgroupRoot.captured("v1-with-dirty-cache", directory.resolve("b")).locate().version());
  }

  private Sample read(CgroupRoot root) {
    Sample sample = new Sample();
    CgroupFiles files = files(root);
    files.read(sample);
    files.close();
    return sample;
  }

  private CgroupFiles files(CgroupRoot root) {
    return CgroupFiles.of(root.locate(), new FileText(), logged.log());
  }

  private static List<String> text(Sample sample) {
    List<String> text = new ArrayList<>();
    for (Field field : OF_THE_CGROUP) {
      text.add(field + " " + SampleBuilder.valueOf(sample, field));
    }
    return text;
  }
}
