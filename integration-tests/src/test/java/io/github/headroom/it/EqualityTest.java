package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.OtlpReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a still cgroup each container figure equals, to the byte, what the kernel's files give. */
class EqualityTest {

  private static final long LIMIT = 256L << 20;
  private static final int FILE_BYTES = 20 << 20;

  @Test
  void publishedFiguresEqualTheKernelsFilesOnAStillCgroup() throws Exception {
    StillCgroup.inSomeGroup(EqualityTest::publishedFiguresEqualTheKernelsFiles);
  }

  private static void publishedFiguresEqualTheKernelsFiles() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT + (64L << 20));
        JavaProcess victim =
            StillCgroup.victim().exportingTo(receiver.endpoint()).in(group).start()) {
      victim.awaitOutput("ready");
      StillCgroup.assertPublished(receiver, () -> KernelFigures.of(group), victim::isAlive);
    }
  }

  @Test
  void shownFiguresEqualTheKernelsFilesOfAnotherProcessesGroup(@TempDir Path directory)
      throws Exception {
    Path file = Files.write(directory.resolve("read"), new byte[FILE_BYTES]);
    try (CgroupV1 group = CgroupV1.create().limit(LIMIT).memoryAndSwapLimit(LIMIT + (64L << 20))) {
      // Page cache and shared pages that belong to the group, then nothing more.
      Process still =
          new ProcessBuilder(
                  "/bin/sh",
                  "-c",
                  "echo $$ >\"$0\"; cat \"$1\" \"$1\" >\"$1.copy\"; echo written; exec sleep 600",
                  group.directory().resolve("cgroup.procs").toString(),
                  file.toString())
              .start();
      try {
        assertEquals("written", still.inputReader().readLine());
        StillCgroup.assertShown(still.pid(), () -> KernelFigures.of(group));
        Map<String, Double> after = KernelFigures.of(group);
        assertTrue(after.get("headroom.container.memory.cache") >= FILE_BYTES, after.toString());
      } finally {
        still.destroyForcibly().waitFor();
      }
    }
  }
}
