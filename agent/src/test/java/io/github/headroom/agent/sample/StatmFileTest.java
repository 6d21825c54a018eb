package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.CapturedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatmFileTest {

  @TempDir Path directory;
  private Path file;
  private final CapturedLog logged = new CapturedLog();

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("statm");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a JVM's,              '617234 15432 5120 1 0 40321 0\n', 4096,  2528190464, 63209472",
    "64K pages,            '1000 100 1 1 0 1 0\n',            65536, 65536000, 6553600",
    "a dead process's,     '0 0 0 0 0 0 0\n',                 4096,  0, 0",
    "one number,           '617234\n',                        4096,  unreadable, unreadable",
    "a number and a space, '617234 ',                         4096,  unreadable, unreadable",
    "a counter below 0,    '617234 18446744073709551613 0\n', 4096,  2528190464, 0",
    "a number cut off,     '617234 154',                      4096,  unreadable, unreadable",
    "a number and more,    '617234 15432x 1\n',               4096,  unreadable, unreadable",
    "letters,              'x y z\n',                         4096,  unreadable, unreadable",
    "more than 63 bits,    '9223372036854775807 1 1\n',       4096,  unreadable, unreadable",
    "an empty file,        '',                                4096,  unreadable, unreadable",
  })
  void pagesBecomeBytes(String which, String text, long pageSize, String size, String resident)
      throws IOException {
    Files.writeString(file, text);
    Sample sample = read(pageSize);
    assertEquals(
        List.of(size, resident),
        List.of(
            SampleBuilder.valueOf(sample, Field.VM_SIZE),
            SampleBuilder.valueOf(sample, Field.VM_RSS)),
        which);
  }

  @Test
  void aMissingFileIsAbsentAndNothingIsLogged() throws IOException {
    Sample sample = read(4096);
    assertEquals("absent", SampleBuilder.valueOf(sample, Field.VM_SIZE));
    assertEquals("absent", SampleBuilder.valueOf(sample, Field.VM_RSS));
    assertEquals(List.of(), logged.lines());
  }

  @Test
  void garbageIsLoggedOnce() throws IOException {
    Files.writeString(file, "garbage\n");
    StatmFile statm = statm(4096);
    statm.read(new Sample());
    statm.read(new Sample());
    assertEquals(1, logged.lines().size(), logged::text);
    assertTrue(logged.text().contains("statm: expected a number, found \"garbage\""), logged::text);
  }

  private Sample read(long pageSize) throws IOException {
    Sample sample = new Sample();
    statm(pageSize).read(sample);
    return sample;
  }

  private StatmFile statm(long pageSize) throws IOException {
    ByteBuffer pair = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    Files.write(directory.resolve("auxv"), pair.putLong(6).putLong(pageSize).array());
    FileText text = new FileText();
    return new StatmFile(new PolledFile(file), new PageSize(directory, text), text, logged.log());
  }
}
