package io.github.headroom.it.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What grows beside the JVM's own areas is named, in real cgroups. */
class LooksTest {

  private static final long MIB = 1 << 20;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void aGrowingProcessIsNamed(int feature) throws Exception {
    Path python = Lab.command("python3", "python3");
    String script = "b = bytearray(60 << 20); print('grown', flush=True); input()";
    List<String> lines =
        lines(feature, List.of(), "OTHER_PROCESSES", python.toString(), "-c", script);
    assertTrue(lines.get(0).startsWith("other_processes: python3"), lines::toString);
    assertTrue(lines.get(0).endsWith(" MiB in 10 s; 0 -> 1 processes"), lines::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void aFileInSharedMemoryIsNamed(int feature) throws Exception {
    Path shm = Path.of("/dev/shm");
    Assumptions.assumeTrue(Files.isWritable(shm), "/dev/shm is not writable");
    Path file = Files.createTempFile(shm, "spool", ".bin");
    try {
      List<String> lines = lines(feature, List.of(), "SHARED_MEMORY", file.toString());
      assertTrue(lines.get(0).startsWith("shared_memory: /dev/shm holds "), lines::toString);
      assertTrue(lines.get(0).endsWith(".bin 40.0 MiB"), lines::toString);
    } finally {
      Files.delete(file);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void aFileThatGrowsIsNamed(int feature) throws Exception {
    List<String> lines =
        lines(feature, List.of(), "FILE_CACHE", directory.resolve("app.log").toString());
    assertTrue(lines.get(0).startsWith("file_cache: app.log grows by "), lines::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void pipesThatBecomeMoreAreNamed(int feature) throws Exception {
    List<String> lines = lines(feature, List.of(), "KERNEL");
    // Two ends of each, and the pipe that is the standard input.
    assertTrue(lines.contains("kernel: pipes 21 -> 621 in 60 s"), lines::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void hugePagesOfMallocAreNamed(int feature) throws Exception {
    String enabled = Files.readString(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"));
    Assumptions.assumeTrue(enabled.contains("[madvise]"), "huge pages by madvise, not " + enabled);
    List<String> lines = lines(feature, List.of("glibc.malloc.hugetlb=1"), "NATIVE_OTHER");
    assertTrue(
        lines
            .get(0)
            .matches(
                "native_other: \\d+ of \\d+ MiB are transparent huge pages"
                    + " \\(GLIBC_TUNABLES has hugetlb=1\\)"),
        lines::toString);
  }

  private List<String> lines(int feature, List<String> tunables, String... arguments)
      throws Exception {
    JavaProcess.Builder builder =
        OwnAgent.running(directory, Situations.class, List.of(), arguments)
            .java(Jdks.java(feature))
            .options("-Xmx128m");
    if (!tunables.isEmpty()) {
      builder.environment("GLIBC_TUNABLES", tunables.get(0));
    }
    try (CgroupV1 group = CgroupV1.create().limit(512 * MIB);
        JavaProcess service = builder.in(group).start()) {
      assertEquals(0, service.awaitExit(), service::toString);
      return service.output().lines().toList();
    }
  }
}
