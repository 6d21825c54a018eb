package io.github.headroom.demo.victims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.headroom.demo.Arguments;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadFileTest {
  @TempDir Path directory;

  @Test
  void aFileThatIsMissingIsMadeOfTheSizeAsked() throws Exception {
    try (FileChannel file = open("--file", file(), "--size", "2500000")) {
      assertEquals(2_500_000, file.size());
    }
  }

  @Test
  void aLargerFileStaysAsItIs() throws Exception {
    Files.writeString(Path.of(file()), "as it was");
    open("--file", file(), "--size", "2").close();
    assertEquals("as it was", Files.readString(Path.of(file())));
  }

  @Test
  void anEmptyFileIsRefused() throws Exception {
    Files.createFile(Path.of(file()));
    assertEquals(
        "--file: expected bytes to read, found an empty file",
        assertThrows(IllegalArgumentException.class, () -> open("--file", file())).getMessage());
  }

  @Test
  void aReaderWithoutAFileNamesTheOption() {
    assertEquals(
        "--file: expected a file, found none",
        assertThrows(IllegalArgumentException.class, () -> open()).getMessage());
  }

  private String file() {
    return directory.resolve("file").toString();
  }

  private static FileChannel open(String... commandLine) throws Exception {
    return ReadFile.open(new Arguments(commandLine, ReadFile.FILE, ReadFile.SIZE));
  }
}
