package io.github.headroom.agent.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.headroom.agent.derive.ForecastFigures;
import io.github.headroom.agent.derive.Outlook;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A group of 1000 MiB, looked at once a second, every tenth time in full. */
class StatusFileTest {

  private static final long EPOCH_MILLIS = 1_795_699_624_967L;

  @TempDir Path directory;
  private final CapturedLog logged = new CapturedLog();
  private final Outlook outlook = new Outlook();
  private Path file;
  private StatusFile status;
  private int second;

  @BeforeEach
  void aFileIsWanted() {
    file = directory.resolve("status.json");
    status = new StatusFile(file, logged.log());
  }

  private void take(SampleBuilder group) {
    Sample sample = group.at(EPOCH_MILLIS + second * 1000L, 0).build();
    boolean full = second % 10 == 0;
    if (full) {
      outlook.full(sample, second);
    } else {
      outlook.fast(sample, second);
    }
    status.look(sample, outlook, full);
    second++;
  }

  private void grow(int seconds, double rate) {
    for (int i = 0; i < seconds; i++) {
      take(ForecastFigures.jvm(100 + rate * i));
    }
  }

  private JsonObject read() throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  @Test
  void aGrowthIsThereWithHeadroomVerdictCulpritTimesAndReason() throws IOException {
    grow(201, 3);
    JsonObject read = read();
    assertEquals("2026-11-26T13:30:24Z", read.get("time").getAsString());
    assertEquals("growing", read.get("verdict").getAsString());
    assertEquals("native_other", read.get("culprit").getAsString());
    assertEquals(100L << 20, read.get("headroom").getAsLong());
    assertEquals(1000L << 20, read.get("limit").getAsLong());
    assertEquals(outlook.evidence(), read.get("evidence").getAsString());
    JsonObject time = read.getAsJsonObject("time_to_kill");
    assertEquals(Math.round(outlook.lowSeconds()), time.get("low").getAsLong());
    assertEquals(Math.round(outlook.midSeconds()), time.get("mid").getAsLong());
    assertEquals(Math.round(outlook.highSeconds()), time.get("high").getAsLong());
    JsonObject probability = read.getAsJsonObject("kill_probability");
    assertEquals(outlook.killProbability(600), probability.get("10m").getAsDouble(), 5e-4);
    assertEquals(outlook.killProbability(3600), probability.get("1h").getAsDouble(), 5e-4);
    assertEquals(outlook.killProbability(86_400), probability.get("24h").getAsDouble(), 5e-4);
  }

  @ParameterizedTest
  @CsvSource({
    "33,       33.6,     1e5,      'low: 33, mid: 34, high: 100000'",
    "33,       60,       Infinity, 'low: 33, mid: 60'",
    "33,       NaN,      70,       'low: 33, high: 70'",
    "NaN,      60,       70,       'mid: 60, high: 70'",
  })
  void aBoundThatIsNotFiniteIsNotThere(double low, double mid, double high, String expected) {
    StringBuilder json = new StringBuilder();
    StatusFile.times(low, mid, high, json);
    assertEquals(", time_to_kill: {" + expected + "}", json.toString().replace("\"", ""));
  }

  @Test
  void withoutAFiniteBoundThereIsNoTime() {
    StringBuilder json = new StringBuilder();
    StatusFile.times(1 / 0.0, 1 / 0.0, 1 / 0.0, json);
    assertEquals("", json.toString());
  }

  @Test
  void unknownFiguresAreAbsent() throws IOException {
    take(new SampleBuilder());
    JsonObject read = read();
    assertEquals("unknown", read.get("verdict").getAsString());
    assertNull(read.get("headroom"));
    assertNull(read.get("limit"));
    assertNull(read.get("time_to_kill"));
    assertNull(read.get("kill_probability"));
  }

  @Test
  void aChangeOfTheVerdictIsWrittenByAFastPass() throws IOException {
    Verdict before = outlook.verdict();
    while (outlook.verdict() != Verdict.GROWING || second % 10 == 1) {
      before = outlook.verdict();
      take(ForecastFigures.jvm(100 + 3 * second));
      assertEquals(outlook.verdict().word(), read().get("verdict").getAsString(), "was " + before);
    }
  }

  @Test
  void betweenFullPassesTheFileStaysAsItIs() throws IOException {
    take(ForecastFigures.jvm(100));
    String first = Files.readString(file);
    take(ForecastFigures.jvm(100));
    assertEquals(first, Files.readString(file));
  }

  @Test
  void aReaderNeverSeesAPart() throws Exception {
    take(ForecastFigures.jvm(100));
    Thread writer = new Thread(() -> grow(2_000, 0));
    writer.start();
    int reads = 0;
    while (writer.isAlive()) {
      assertTrue(read().has("verdict"));
      reads++;
    }
    writer.join();
    assertTrue(reads > 0);
  }

  @Test
  void anOrderlyEndLeavesNothing() throws IOException {
    take(ForecastFigures.jvm(100));
    status.remove();
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void anEndRemovesNoFileThatThisJvmHasNotWritten() throws IOException {
    Files.writeString(file, "another's");
    Files.writeString(directory.resolve("status.json.next"), "another's");
    status.remove();
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(2, left.count());
    }
  }

  @Test
  void anEndLeavesTheFileOfAJvmThatWroteLater() throws IOException {
    take(ForecastFigures.jvm(100));
    StatusFile another = new StatusFile(file, logged.log());
    for (int i = 0; i < 3; i++) { // the inode that this JVM had is free in between
      another.look(ForecastFigures.jvm(100).build(), outlook, true);
    }
    status.remove();
    assertTrue(Files.exists(file));
    another.remove();
    assertFalse(Files.exists(file));
  }

  @Test
  void everybodyMayReadIt() throws IOException {
    take(ForecastFigures.jvm(100));
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void aMissingDirectoryIsLoggedOnceAndTheStatusComesWithIt() throws IOException {
    Path later = directory.resolve("later");
    file = later.resolve("status.json");
    status = new StatusFile(file, logged.log());
    grow(25, 0);
    assertEquals(1, logged.lines().size(), logged::text);
    assertTrue(logged.text().contains(file + ": the status cannot be written"), logged::text);
    Files.createDirectory(later);
    grow(10, 0);
    assertTrue(read().has("verdict"));
  }

  @Test
  void aLinkInThePlaceOfTheNextIsNotFollowed() throws IOException {
    Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "kept");
    Files.createSymbolicLink(directory.resolve("status.json.next"), elsewhere);
    take(ForecastFigures.jvm(100));
    assertEquals("kept", Files.readString(elsewhere));
    assertTrue(read().has("verdict"));
    assertFalse(Files.isSymbolicLink(file));
  }
}
