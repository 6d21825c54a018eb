package io.github.headroom.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.log.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyedFileTest {

  private static final KeyedFile.Key[] KEYS = {
    new KeyedFile.Key("anon", Field.ANON, false),
    new KeyedFile.Key("file", Field.FILE, false),
    new KeyedFile.Key("file_mapped", Field.FILE_MAPPED, false),
    new KeyedFile.Key("VmRSS", Field.VM_RSS, false),
    new KeyedFile.Key("hierarchical_memory_limit", Field.HIERARCHICAL_LIMIT, true)
  };

  @TempDir Path directory;
  private Path file;
  private final CapturedLog logged = new CapturedLog();

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("memory.stat");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "keys in our order,            'anon 1\nfile 2\nfile_mapped 3\n',  1, 2, 3",
    "keys in another order,        'file_mapped 3\nfile 2\nanon 1\n',  1, 2, 3",
    "unknown keys between,         'x 9\nanon 1\ny 8\nfile 2\n',       1, 2, absent",
    "a key that begins like ours,  'anon_thp 7\nfile_thp 8\n',         absent, absent, absent",
    "a key that ends like ours,    'total_anon 7\n',                   absent, absent, absent",
    "a missing key,                'file 2\n',                         absent, 2, absent",
    "nought,                       'anon 0\nfile 0\n',                 0, 0, absent",
    "a counter below nought,       'anon -4096\nfile 2\n',             0, 2, absent",
    "the same without a sign,      'anon 18446744073709547520\n',      0, absent, absent",
    "a key without a number,       'anon\nfile 2\n',                   unreadable, 2, absent",
    "a key and a space,            'anon \nfile 2\n',                  unreadable, 2, absent",
    "a word for a number,          'anon max\nfile 2\n',               unreadable, 2, absent",
    "a number with a letter,       'anon 1x\nfile 2\n',                unreadable, 2, absent",
    "two numbers,                  'anon 1 2\nfile 2\n',               unreadable, 2, absent",
    "more than 64 bits,            'anon 18446744073709551616\n',      unreadable, absent, absent",
    "empty lines,                  '\n\nanon 1\n\n',                   1, absent, absent",
    "a tab between,                'anon\t1\n',                        1, absent, absent",
    "a NUL byte,                   'anon \0\nfile 2\n',                unreadable, 2, absent",
  })
  void statReads(String which, String text, String anon, String fileCache, String mapped)
      throws IOException {
    Files.writeString(file, text);
    Sample sample = read();
    assertEquals(
        List.of(anon, fileCache, mapped),
        List.of(
            SampleBuilder.valueOf(sample, Field.ANON),
            SampleBuilder.valueOf(sample, Field.FILE),
            SampleBuilder.valueOf(sample, Field.FILE_MAPPED)),
        which);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "status,                 'VmRSS:\t   61234 kB\n',           62703616",
    "the largest in bytes,   'VmRSS: 9007199254740991 kB\n',    9223372036854774784",
    "too large in bytes,     'VmRSS: 9007199254740992 kB\n',    unreadable",
    "below 0,                'VmRSS: 18446744073709551612 kB\n', 0",
    "another unit,           'VmRSS: 12 MB\n',                  unreadable",
    "more behind the unit,   'VmRSS: 12 kBx\n',                 unreadable",
    "a kernel thread's,      'Name:\tkthreadd\n',               absent",
  })
  void kibibytesBecomeBytes(String which, String text, String expected) throws IOException {
    Files.writeString(file, text);
    assertEquals(expected, SampleBuilder.valueOf(read(), Field.VM_RSS), which);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a limit,     'hierarchical_memory_limit 67108864\n',            67108864",
    "4K pages,    'hierarchical_memory_limit 9223372036854771712\n', unlimited",
    "64K pages,   'hierarchical_memory_limit 9223372036854710272\n', unlimited",
    "before 3.19, 'hierarchical_memory_limit 18446744073709551615\n', unlimited",
  })
  void aLimitAmongTheKeysReads(String which, String text, String expected) throws IOException {
    Files.writeString(file, text);
    assertEquals(expected, SampleBuilder.valueOf(read(), Field.HIERARCHICAL_LIMIT), which);
  }

  @Test
  void aTextCutOffAnywhereGivesItsWholeLinesAndNoWrongNumber() throws IOException {
    String whole = "anon 1234\nfile 5678\nVmRSS:\t 90 kB\nfile_mapped 4321\n";
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      Files.writeString(file, cut);
      Sample sample = read();
      // A text that ends with a line gives no sign that more was to come.
      String missing = cut.endsWith("\n") ? "absent" : "unreadable";
      assertField(cut.contains("1234\n") ? "1234" : missing, sample, Field.ANON);
      assertField(cut.contains("5678\n") ? "5678" : missing, sample, Field.FILE);
      assertField(cut.contains("90 kB") ? "92160" : missing, sample, Field.VM_RSS);
      assertField(missing, sample, Field.FILE_MAPPED);
    }
  }

  private static void assertField(String expected, Sample sample, Field field) {
    assertEquals(expected, SampleBuilder.valueOf(sample, field), field::toString);
  }

  @Test
  void aKeyCutOffToTheNameOfAnotherLeavesThatOneAlone() throws IOException {
    Files.writeString(file, "file 5678\nfile");
    assertEquals("5678", SampleBuilder.valueOf(read(), Field.FILE));
  }

  @Test
  void aHugeFileGivesTheKeysOfItsBeginning() throws IOException {
    Files.writeString(file, "anon 1\n" + "some_later_key 123456\n".repeat(5_000) + "file 2\n");
    Sample sample = read();
    assertEquals("1", SampleBuilder.valueOf(sample, Field.ANON));
    assertEquals("unreadable", SampleBuilder.valueOf(sample, Field.FILE));
  }

  @Test
  void aNumberAcrossTheEndOfTheBufferIsNotTakenByHalf() throws IOException {
    String filler = "x".repeat(FileText.CAPACITY - "\nanon 12".length());
    Files.writeString(file, filler + "\nanon 1234567\n");
    assertEquals("unreadable", SampleBuilder.valueOf(read(), Field.ANON));
  }

  @Test
  void garbageBytesAreNoKeys() throws IOException {
    byte[] garbage = new byte[100_000];
    new java.util.Random(1).nextBytes(garbage);
    garbage[FileText.CAPACITY - 1] = '\n';
    Files.write(file, garbage);
    assertEquals("absent", SampleBuilder.valueOf(read(), Field.ANON));
  }

  @Test
  void aMissingFileMakesEveryKeyAbsentAndNothingIsLogged() {
    Sample sample = read();
    assertEquals("absent", SampleBuilder.valueOf(sample, Field.ANON));
    assertEquals("absent", SampleBuilder.valueOf(sample, Field.FILE));
    assertEquals(List.of(), logged.lines());
  }

  @Test
  void aDirectoryInItsPlaceMakesEveryKeyUnreadable() throws IOException {
    Files.createDirectory(file);
    Sample sample = read();
    assertEquals("unreadable", SampleBuilder.valueOf(sample, Field.ANON));
    assertEquals("unreadable", SampleBuilder.valueOf(sample, Field.FILE));
    assertTrue(logged.text().contains("memory.stat: cannot be read ("), logged::text);
  }

  @Test
  void anEmptyFileMakesEveryKeyUnreadable() throws IOException {
    Files.writeString(file, "");
    assertEquals("unreadable", SampleBuilder.valueOf(read(), Field.ANON));
  }

  @Test
  void aBrokenLineIsLoggedOnceAndNamesTheKey() throws IOException {
    Files.writeString(file, "anon x\nfile y\n");
    KeyedFile keyed = keyedFile();
    keyed.read(new Sample());
    keyed.read(new Sample());
    assertEquals(
        List.of(
            "[headroom] WARN "
                + file
                + ": expected a number after \"anon\"; that figure is not published"),
        logged.lines());
  }

  @Test
  void aKeyThatGoesAwayDoesNotStayBehind() throws IOException {
    Files.writeString(file, "anon 1\nfile 2\n");
    KeyedFile keyed = keyedFile();
    Sample sample = new Sample();
    keyed.read(sample);
    Files.writeString(file, "file 3\n");
    keyed.read(sample);
    assertEquals("absent", SampleBuilder.valueOf(sample, Field.ANON));
    assertEquals("3", SampleBuilder.valueOf(sample, Field.FILE));
  }

  private Sample read() {
    Sample sample = new Sample();
    keyedFile().read(sample);
    return sample;
  }

  private KeyedFile keyedFile() {
    return new KeyedFile(new PolledFile(file), KEYS, new FileText(), logged.log());
  }
}
