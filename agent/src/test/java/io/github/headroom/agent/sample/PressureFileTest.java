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

/**
 * EOPNOTSUPP, which memory.pressure gives on a kernel booted with psi=0, cannot be had from a plain
 * file; it takes the way of every other IOException, which {@link PolledFileTest} shows.
 */
class PressureFileTest {

  private static final String SOME = "some avg10=2.94 avg60=0.68 avg300=0.14 total=464836\n";
  private static final String FULL = "full avg10=1.05 avg60=0.20 avg300=0.04 total=1234\n";

  @TempDir Path directory;
  private Path file;
  private final CapturedLog logged = new CapturedLog();

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("memory.pressure");
  }

  @Test
  void someAndFullAreHundredthsOfAPercentAndMicroseconds() throws IOException {
    Files.writeString(file, SOME + FULL);
    assertEquals("some 294 464836, full 105 1234", read());
  }

  @Test
  void aLineForFullIsNotNeeded() throws IOException {
    Files.writeString(file, SOME);
    assertEquals("some 294 464836, full absent absent", read());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a whole percentage,      'some avg10=100.00 total=5\n',   10000, 5",
    "a hundredth,             'some avg10=0.01 total=5\n',     1, 5",
    "more words,              'some avg10=0.00 x=9 total=5\n', 0, 5",
    "no decimals,             'some avg10=1 total=5\n',        unreadable, 5",
    "one decimal,             'some avg10=1.5 total=5\n',      unreadable, 5",
    "three decimals,          'some avg10=1.500 total=5\n',    unreadable, 5",
    "a negative average,      'some avg10=-1.00 total=5\n',    unreadable, 5",
    "no average,              'some total=5\n',                unreadable, 5",
    "no total,                'some avg10=0.50\n',             50, unreadable",
    "an empty total,          'some avg10=0.50 total=\n',      50, unreadable",
    "a negative total,        'some avg10=0.50 total=-5\n',    50, unreadable",
    "a total of 64 bits,      'some avg10=0.50 total=18446744073709551615\n', 50, unreadable",
    "words without a value,   'some avg10 total\n',            unreadable, unreadable",
    "garbage,                 '\u0001\u0002\u0003\n',          absent, absent",
    "an unknown line,         'most avg10=0.50 total=5\n',     absent, absent",
    "empty lines,             '\n\nsome avg10=0.50 total=5\n', 50, 5",
    "an empty file,           '',                              absent, absent",
  })
  void aLineReads(String which, String text, String average, String total) throws IOException {
    Files.writeString(file, text);
    assertEquals("some " + average + " " + total + ", full absent absent", read(), which);
  }

  @Test
  void aTextCutOffAnywhereLeavesTheLineBeforeAsItIs() throws IOException {
    String whole = SOME + FULL;
    for (int length = 0; length < whole.length(); length++) {
      Files.writeString(file, whole.substring(0, length));
      String text = read();
      if (length >= SOME.length()) {
        assertTrue(text.startsWith("some 294 464836, "), text);
      }
    }
  }

  @Test
  void aMissingFileIsAbsentAndNothingIsLogged() {
    assertEquals("some absent absent, full absent absent", read());
    assertEquals(List.of(), logged.lines());
  }

  @Test
  void aFileThatCannotBeReadIsUnreadableAndNothingIsLogged() throws IOException {
    Files.createDirectory(file);
    assertEquals("some unreadable unreadable, full unreadable unreadable", read());
    assertEquals(List.of(), logged.lines());
  }

  @Test
  void aBrokenLineIsLoggedOnce() throws IOException {
    Files.writeString(file, "some avg10=x total=5\nfull avg10=x total=5\n");
    read();
    assertEquals(1, logged.lines().size(), logged::text);
    assertTrue(logged.text().contains("expected \"avg10=N.NN ... total=N\", found"), logged::text);
  }

  @Test
  void aLineThatGoesAwayDoesNotStayBehind() throws IOException {
    Files.writeString(file, SOME + FULL);
    PressureFile pressure = pressureFile();
    Sample sample = new Sample();
    pressure.read(sample);
    Files.writeString(file, SOME);
    pressure.read(sample);
    assertEquals("some 294 464836, full absent absent", text(sample));
  }

  private String read() {
    Sample sample = new Sample();
    pressureFile().read(sample);
    return text(sample);
  }

  private PressureFile pressureFile() {
    return new PressureFile(new PolledFile(file), new FileText(), logged.log());
  }

  private static String text(Sample sample) {
    return "some "
        + SampleBuilder.valueOf(sample, Field.PRESSURE_SOME_AVG10)
        + " "
        + SampleBuilder.valueOf(sample, Field.PRESSURE_SOME_TOTAL)
        + ", full "
        + SampleBuilder.valueOf(sample, Field.PRESSURE_FULL_AVG10)
        + " "
        + SampleBuilder.valueOf(sample, Field.PRESSURE_FULL_TOTAL);
  }
}
