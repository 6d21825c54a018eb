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
import org.junit.jupiter.params.provider.ValueSource;

class NumberFileTest {

  @TempDir Path directory;
  private Path file;
  private final CapturedLog logged = new CapturedLog();

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("memory.max");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a number,                             '67108864\n',            67108864",
    "a number without its newline,         '67108864',              67108864",
    "nought is a limit,                    '0\n',                   0",
    "max,                                  'max\n',                 unlimited",
    "max without its newline,              'max',                   unlimited",
    "the largest v1 limit on 4K pages,     '9223372036854771712\n', unlimited",
    "the largest v1 limit on 64K pages,    '9223372036854710272\n', unlimited",
    "the largest number of all,            '9223372036854775807\n', unlimited",
    "2^62,                                 '4611686018427387904\n', unlimited",
    "one less than 2^62,                   '4611686018427387903\n', 4611686018427387903",
    "the largest limit on 32 bits,         '8796093018112\n',       unlimited",
    "the largest v1 limit before 3.19,     '18446744073709551615\n',unlimited",
    "the number that v1 takes for none,    '-1\n',                  unlimited",
    "more than 64 bits,                    '18446744073709551616\n',unreadable",
    "a number with a letter after it,      '12x\n',                 unreadable",
    "a word that begins with max,          'maximum\n',             unreadable",
    "part of max,                          'ma',                    unreadable",
    "an empty file,                        '',                      unreadable",
    "only a newline,                       '\n',                    unreadable",
    "two numbers,                          '1 2\n',                 unreadable",
    "a fraction,                           '1.5\n',                 unreadable",
  })
  void aLimitReads(String which, String text, String expected) throws IOException {
    Files.writeString(file, text);
    assertEquals(expected, read(true), which);
  }

  @Test
  void maxIsNoNumberWhereNoLimitIsExpected() throws IOException {
    Files.writeString(file, "max\n");
    assertEquals("unreadable", read(false));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"-4096\n", "18446744073709547520\n"})
  void aCounterThatIsBelow0ForAMomentIs0(String text) throws IOException {
    Files.writeString(file, text);
    assertEquals("0", read(false));
  }

  @Test
  void aLargeNumberIsANumberWhereNoLimitIsExpected() throws IOException {
    Files.writeString(file, "9223372036854771712\n");
    assertEquals("9223372036854771712", read(false));
  }

  @Test
  void aMissingFileIsAbsentAndNothingIsLogged() {
    assertEquals("absent", read(true));
    assertEquals(List.of(), logged.lines());
  }

  @Test
  void aDirectoryInItsPlaceIsUnreadable() throws IOException {
    Files.createDirectory(file);
    assertEquals("unreadable", read(true));
    assertTrue(logged.text().contains("memory.max: cannot be read ("), logged::text);
  }

  @Test
  void whatWasFoundIsLoggedOnceForALimit() throws IOException {
    Files.writeString(file, "12x\n");
    NumberFile number = numberFile(true);
    number.read(new Sample());
    number.read(new Sample());
    assertEquals(
        List.of(
            "[headroom] WARN "
                + file
                + ": expected a number or \"max\", found \"12x\"; its figures are not published"),
        logged.lines());
  }

  @Test
  void whatWasFoundIsLoggedForANumber() throws IOException {
    Files.writeString(file, "max\n");
    read(false);
    assertTrue(logged.text().contains("expected a number, found \"max\""), logged::text);
  }

  @Test
  void garbageIsLoggedWithoutItsControlCharactersAndCutShort() throws IOException {
    byte[] garbage = new byte[100_000];
    java.util.Arrays.fill(garbage, (byte) 0x1b);
    Files.write(file, garbage);
    assertEquals("unreadable", read(true));
    assertTrue(logged.text().contains("found \"" + "?".repeat(40) + "\";"), logged::text);
  }

  @Test
  void aNumberThatChangesIsSeenOnTheNextRead() throws IOException {
    Files.writeString(file, "100000\n");
    NumberFile number = numberFile(true);
    Sample sample = new Sample();
    number.read(sample);
    Files.writeString(file, "200\n");
    number.read(sample);
    assertEquals("200", SampleBuilder.valueOf(sample, Field.LIMIT));
  }

  @Test
  void aNumberThatTurnsIntoGarbageDoesNotStayBehind() throws IOException {
    Files.writeString(file, "100000\n");
    NumberFile number = numberFile(true);
    Sample sample = new Sample();
    number.read(sample);
    Files.writeString(file, "x\n");
    number.read(sample);
    assertEquals("unreadable", SampleBuilder.valueOf(sample, Field.LIMIT));
  }

  private String read(boolean limit) {
    Sample sample = new Sample();
    numberFile(limit).read(sample);
    return SampleBuilder.valueOf(sample, Field.LIMIT);
  }

  private NumberFile numberFile(boolean limit) {
    return new NumberFile(new PolledFile(file), Field.LIMIT, limit, new FileText(), logged.log());
  }
}
