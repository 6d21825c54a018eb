package io.github.headroom.it.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillsDocumentTest {

  @TempDir Path directory;

  @BeforeEach
  void aSceneOfEachKind() throws IOException {
    copy("6.1-v2-swap-full-killed");
    copy("6.18-v1-full-heap-lives");
    copy("6.18-v1-child-killed").replace("scene", "(?m)^limited=.*", "limited=/other");
    copy("6.1-v2-oom-group-killed").delete("dmesg");
    Files.writeString(directory.resolve("no-swap.skipped"), "no swap here\n");
    Files.writeString(directory.resolve("broken.failed"), "java.io.IOException: gone\n  at x\n");
    Files.createDirectory(directory.resolve("a-guest"));
    Files.writeString(directory.resolve("a-guest/console"), "Linux\n");
  }

  @Test
  void everySceneIsCountedOnce() throws IOException {
    assertEquals(
        "3 scenes judged: 1 killed, 0 lost a child, 1 lived, 0 throttled, as expected; 1 skipped,"
            + " 3 failed",
        KillsDocument.of(directory).counts());
  }

  @Test
  void theReasonsOfSkipsAndFailuresArePrinted() throws IOException {
    assertHas("- no-swap: no swap here");
    assertHas("- broken\n  - the run broke off: java.io.IOException: gone");
    assertHas("dmesg: missing");
    assertHas("the limit was of: expected /other, found /judge-child");
  }

  @Test
  void theKernelsFigureStandsBesideTheAgents() throws IOException {
    assertHas("### Kernel 6.1.0-56-amd64, cgroup v2, swap 32 MiB");
    assertHas("| unsafe-swap | 112.0 | 112.0 / 111.9 | 108.8 / 108.6 | 140.8 / 139.7 |");
  }

  @Test
  void theWorstDeviationIsPrintedWithItsScene() throws IOException {
    assertHas("| headroom.container.memory.swap | +0.78 | +0.87 | 623 |");
  }

  private Captured copy(String name) throws IOException {
    return Captured.copy(name, directory.resolve(name));
  }

  private void assertHas(String part) throws IOException {
    String text = KillsDocument.of(directory).text();
    assertTrue(text.contains(part), () -> part + " is not in\n" + text);
  }
}
