package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLookTest {

  private static final long APART = 100_000_000;

  @TempDir private Path root;

  private final Sample sample = new SampleBuilder().with(Field.FILE_DIRTY, 210L << 20).build();

  @Test
  void theFileThatGrowsIsNamed() throws Exception {
    Path still = Files.write(root.resolve("modules"), new byte[1 << 20]);
    Path log = Files.write(root.resolve("app-3f2a9c11d4e5.log"), new byte[1]);
    new FakeProc(root).descriptor(3, still.toString()).descriptor(4, log.toString());
    Finding found = lookWhileItGrows(log);
    assertNotNull(found);
    assertTrue(found.sentence().startsWith("file_cache: app-#.log grows by "), found.sentence());
    assertTrue(found.sentence().endsWith(" MiB/s, dirty 210 MiB"), found.sentence());
  }

  @Test
  void theSentenceHasTheBoundOfManyDescriptors() throws Exception {
    Path log = Files.write(root.resolve("app.log"), new byte[1]);
    for (int i = 0; i <= 512; i++) {
      new FakeProc(root).descriptor(i, log.toString());
    }
    Finding found = lookWhileItGrows(log);
    assertNotNull(found);
    assertTrue(
        found.sentence().endsWith(" MiB/s, of the first 512 descriptors, dirty 210 MiB"),
        found.sentence());
  }

  private Finding lookWhileItGrows(Path log) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread writer = new Thread(() -> appendUntil(over, log));
    writer.start();
    Finding found = new FileLook(root, APART).look(sample, sample, 300, 1000);
    over.set(true);
    writer.join();
    return found;
  }

  @Test
  void descriptorsThatAreNoRegularFilesAreIgnored() throws Exception {
    new FakeProc(root)
        .descriptor(0, "/dev/null")
        .descriptor(3, "socket:[1]")
        .descriptor(4, root.resolve("gone").toString())
        .descriptor(5, root.toString())
        .descriptor(6, "/proc/self/statm");
    assertNull(new FileLook(root, 1).look(sample, sample, 300, 1000));
  }

  @Test
  void theLookFailsWithoutTheDirectory() {
    assertThrows(IOException.class, () -> new FileLook(root, 1).look(sample, sample, 300, 1000));
  }

  private static void appendUntil(AtomicBoolean over, Path file) {
    try {
      while (!over.get()) {
        Files.write(file, new byte[4096], StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
